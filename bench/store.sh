#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the file store costs with 10 and with many profiles: start-up, heap, and commits beside one fsync on the same disk,
# all in one run. Arguments: PROFILES (default 10000). TMPDIR chooses the disk.
set -eu
cd "$(dirname "$0")/.."
exec mvn -q -B -pl bundles/org.ussl.store.file -am -Dspotless.check.skip -Dcheckstyle.skip \
    -Dtest=StoreBenchmark -Dsurefire.failIfNoSpecifiedTests=false -Dussl.bench.profiles="${1:-10000}" \
    -DargLine="-Djava.io.tmpdir=${TMPDIR:-/tmp}" test
