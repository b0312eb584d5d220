#!/bin/sh
# store-watch.sh PID: beside a broker in a container, ends it when it cannot store although there is room again, so that it
# is started anew. A failed write sticks until nats-server (2.15.3) is restarted. npm start does it in infra/local/store-watch.ts.
set -eu
broker=$1
ROOM_KIB=16384
# How many looks in a row, 2 s apart, have to fail: a broker recovers by itself from much else. One broker of a site after the other.
ordinal=${SERVER_NAME##*-}
case $ordinal in *[!0-9]* | '') ordinal=0 ;; esac
patience=$((5 + 3 * ordinal))

health() {
  wget -q -O /dev/null "http://$HOST:${MONITOR_PORT:-8222}/healthz$1" 2>/dev/null
}

was_full=no
was_enabled=no
failed=0
while sleep 2; do
  free=$(df -P -k "$STORE_DIR" | awk 'NR == 2 { print $4 }')
  if health ''; then
    was_enabled=yes was_full=no failed=0
    continue
  fi
  failed=$((failed + 1))
  full=no
  [ "$free" -ge "$ROOM_KIB" ] || full=yes
  # Only a failed write shuts JetStream down in a broker that runs.
  [ $was_enabled = no ] || health '?js-enabled-only=true' || full=yes
  if [ $full = yes ] && [ $was_full = no ]; then
    was_full=yes
    echo "$SERVER_NAME can't store: $((free / 1024)) MiB are free in $STORE_DIR. It is restarted once $((ROOM_KIB / 1024)) MiB are free" >&2
  fi
  [ $was_full = yes ] && [ "$free" -ge "$ROOM_KIB" ] && [ $failed -ge $patience ] || continue
  echo "$SERVER_NAME can't store, and $((free / 1024)) MiB are free: restarting it" >&2
  kill "$broker"
  exit
done
