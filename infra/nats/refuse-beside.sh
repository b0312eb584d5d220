#!/bin/sh
# Fails where brokers run that must not run beside those of this profile of docker-compose.yml. Their names are known only while they run.
set -eu
for host in ${REFUSES_BESIDE:-}; do
  if getent hosts "$host" >/dev/null; then
    echo "The profile $REFUSED_PROFILE runs ($host). Take it down first: docker compose --profile '*' down" >&2
    exit 1
  fi
done
