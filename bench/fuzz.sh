#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Looks for uploads that the intake does not stand, guided by what they reach in it (Jazzer). What reached something new
# is kept in the corpus of the tests; a file that breaks the intake is left in target/fuzz, with its cause on the screen.
#
#   bench/fuzz.sh [SECONDS]             default: 600
#   bench/fuzz.sh --check [SECONDS]     default: 30; keeps nothing, and a slow machine may take its time: what CI runs
#
# Exits with 77 if there is a finding.
set -eu
cd "$(dirname "$0")/.."
check=false
most=1000
if [ "${1:-}" = --check ]; then
    check=true
    most=20000
    shift
fi
version=0.24.0
intake=bundles/org.ussl.intake
work=$intake/target/fuzz
mvn -q -B -pl $intake -am -Dspotless.check.skip -Dcheckstyle.skip test-compile dependency:build-classpath \
    -Dmdep.outputFile=target/test.classpath
mvn -q -B -N dependency:copy -Dartifact=com.code-intelligence:jazzer:$version -DoutputDirectory=$work/lib
mvn -q -B -N dependency:copy -Dartifact=com.code-intelligence:jazzer-api:$version -DoutputDirectory=$work/lib
classpath="$intake/target/test-classes:$intake/target/classes:$(cat $intake/target/test.classpath)"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
rm -rf "$work/seeds" "$work/found" "$work/merged"
mkdir -p "$work/found" "$work/merged"
"$java" -cp "$classpath" org.ussl.intake.internal.IntakeFuzz unpack "$work/seeds"
jazzer() {
    "$java" -Xmx1g -Dussl.fuzz.mostMillis=$most -Dorg.slf4j.simpleLogger.defaultLogLevel=off -cp "$work/lib/*:$classpath" \
        com.code_intelligence.jazzer.Jazzer --cp="$classpath" --target_class=org.ussl.intake.internal.IntakeFuzz \
        --instrumentation_includes='org.ussl.**:org.bouncycastle.asn1.**' --reproducer_path="$work" \
        -artifact_prefix="$work/" -max_len=8192 "$@"
}
if $check; then
    jazzer -max_total_time="${1:-30}" "$work/found" "$work/seeds"
    exit
fi
jazzer -max_total_time="${1:-600}" "$work/found" "$work/seeds"
jazzer -merge=1 "$work/merged" "$work/seeds" "$work/found"
rm -rf "$work/seeds"
find "$work/merged" -type f -size +2048c -delete
"$java" -cp "$classpath" org.ussl.intake.internal.IntakeFuzz pack "$work/merged" \
    $intake/src/test/resources/org/ussl/intake/internal/fuzz.corpus
