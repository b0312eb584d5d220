#!/bin/sh
# Runs a broker with the configuration of its site. What it dials is made of the names in its environment and the
# passwords in a file; the rest follows from HOST, and so does the name of the server unless it is given.
set -eu
[ -z "${REFUSES_BESIDE:-}" ] || /bin/sh /etc/nats/refuse-beside.sh
set -a
. /run/credentials/brokers.env

# urls USER PASSWORD PORT HOST...: an array as the brokers' configurations write it.
urls() {
  user=$1 password=$2 port=$3
  shift 3
  for host in "$@"; do printf '"nats://%s:%s@%s:%s",' "$user" "$password" "$host" "$port"; done
}
# Unquoted: the hosts are a list.
CLUSTER_ROUTES="[$(urls route "$ROUTE_PASSWORD" "$CLUSTER_PORT" ${CLUSTER_HOSTS:-})]"
LEAF_USER=${LEAF_USER:-leaf}
# The password of leaf-edge is in LEAF_EDGE_PASSWORD.
eval "leaf_password=\${$(printf %s "$LEAF_USER" | tr a-z- A-Z_)_PASSWORD:-}"
LEAF_URLS="[$(urls "$LEAF_USER" "$leaf_password" "$LEAF_PORT" ${LEAF_HOSTS:-})]"
SERVER_NAME=${SERVER_NAME:-${HOST%%.*}}
MONITOR_ADDRESS="\"$HOST:8222\""

# This process becomes the broker.
/bin/sh /etc/nats/store-watch.sh $$ &
exec nats-server --config "/etc/nats/$SITE/$LAYOUT.conf"
