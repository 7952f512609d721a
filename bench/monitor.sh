#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What monitoring costs beside handshakes: the page is fetched over HTTP once a second in every other round, both kinds of
# rounds in one run; and what one fetch costs, as a share of a second of handshakes.
#
#   bench/monitor.sh [ROUNDS]     pairs of rounds of about a second each (default 40)
set -eu
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench/tls -am -DskipTests -Dspotless.check.skip -Dcheckstyle.skip package
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Dussl.bench.bundles=bench/tls/target/bundles \
    -Dussl.bench.monitoring=bench/tls/target/monitoring -Dorg.osgi.service.http.port=0 -Dorg.apache.felix.http.host=127.0.0.1 \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
    -cp "bench/tls/target/classes:bench/tls/target/lib/*" org.ussl.bench.tls.MonitorBench "${1:-40}"
