#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# CPU time of the TLS service against the same engine used by hand, both sides in one run.
#
#   bench/tls.sh [ROUNDS [ENGINE...]]     default: 300 rounds on jdk; the others are bc and conscrypt
set -eu
[ $# -gt 0 ] || set -- 300
[ $# -gt 1 ] || set -- "$1" jdk
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench/tls -am -DskipTests -Dspotless.check.skip -Dcheckstyle.skip package
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Dussl.bench.bundles=bench/tls/target/bundles \
    -cp "bench/tls/target/classes:bench/tls/target/lib/*" org.ussl.bench.tls.TlsBench "$@"
