#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# CPU time of the TLS service against the same JDK engine used by hand, both sides in one run. Arguments: ROUNDS (default 300).
set -eu
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench/tls -am -DskipTests -Dspotless.check.skip -Dcheckstyle.skip package
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Dussl.bench.bundles=bench/tls/target/bundles \
    -cp "bench/tls/target/classes:bench/tls/target/lib/*" org.ussl.bench.tls.TlsBench "${1:-300}"
