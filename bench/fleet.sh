#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A push to many gateways: their real feed, sealing and intake, in one JVM, on three of Debian's nats-server in a cluster on loopback.
#
#   bench/fleet.sh [GATEWAYS [PUSHES_A_SECOND [PUSHED_TO]]]     default: 1000 100 and all of them
#
# Fewer pushed to than there are gateways shows what the others cost. Java 21 or newer from about 5000 gateways, for its
# light threads.
#
# Takes the ports 14221 to 14223 and 16221 to 16223 of 127.0.0.1. Needs some 25 open files for ten gateways.
set -eu
gateways=${1:-1000}
rate=${2:-100}
reached=${3:-$gateways}
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench/fleet -am -DskipTests -Dspotless.check.skip -Dcheckstyle.skip package
# In memory: as many gateways on one disk would wait for its fsync, which each of them has for itself.
work=$(mktemp -d /dev/shm/fleet.XXXXXX)
pids=
trap 'kill -9 $pids 2>/dev/null || :; rm -rf "$work"' EXIT INT TERM
for n in 1 2 3; do
    cat >"$work/$n.conf" <<CONF
server_name: n$n
listen: 127.0.0.1:1422$n
jetstream { store_dir: "$work/$n" }
cluster { name: bench, listen: 127.0.0.1:1622$n, routes: [ nats://127.0.0.1:16221, nats://127.0.0.1:16222, nats://127.0.0.1:16223 ] }
CONF
    nats-server -c "$work/$n.conf" >"$work/$n.log" 2>&1 &
    pids="$pids $!"
done
until grep -qs 'JetStream cluster new metadata leader' "$work"/*.log; do
    kill -0 $pids || { cat "$work"/*.log; exit 1; }
    sleep 0.2
done
sleep 2 # The other two have to be current with the leader before a bucket can have three replicas.
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx8g -XX:+UseParallelGC -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
    -cp "bench/fleet/target/classes:bench/fleet/target/lib/*" org.ussl.bench.fleet.FleetBench "$gateways" "$rate" "$reached" \
    nats://127.0.0.1:14221,nats://127.0.0.1:14222,nats://127.0.0.1:14223 "$(echo $pids | tr ' ' ',')" "$work/gateways"
