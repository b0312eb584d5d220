#!/bin/sh
# Beside a broker under Kubernetes: tells it to read its configuration again when the mounted one changes. A broker
# that cannot use the new one says why in its log and goes on with the old.
set -eu
mounted=/etc/nats/..data
seen=$(readlink "$mounted")
while sleep 2; do
  now=$(readlink "$mounted")
  [ "$now" != "$seen" ] || continue
  # None while the broker starts: it reads the new one by itself.
  broker=$(pidof nats-server || true)
  [ -z "$broker" ] || kill -HUP "$broker"
  seen=$now
  echo "the configuration is now $now"
done
