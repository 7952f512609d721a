#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the file store costs with 10 and with many profiles: start-up, heap, and commits beside one fsync on the same disk,
# all in one run. TMPDIR chooses the disk.
#
#   bench/store.sh [PROFILES]     default: 10000
set -eu
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench/store -am -DskipTests -Dspotless.check.skip -Dcheckstyle.skip package
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Dussl.bench.bundles=bench/store/target/bundles \
    -Djava.io.tmpdir="${TMPDIR:-/tmp}" -cp "bench/store/target/classes:bench/store/target/lib/*" \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=error org.ussl.bench.store.StoreBench "${1:-10000}"
