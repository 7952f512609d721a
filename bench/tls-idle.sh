#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Heap of an idle connection through an NIO echo server, by hand and with the service's engines, and a swap that must drop none. Arguments: CONNECTIONS (default 2000).
# Needs two file descriptors for each connection.
set -eu
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench/tls -am -DskipTests -Dspotless.check.skip -Dcheckstyle.skip package
ulimit -n "$(ulimit -H -n)"
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Dussl.bench.bundles=bench/tls/target/bundles \
    -cp "bench/tls/target/classes:bench/tls/target/lib/*" org.ussl.bench.tls.IdleBench "${1:-2000}"
