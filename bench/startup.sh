#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Start-up, memory and size of the distribution, beside Felix + SCR with an empty component: once with the JVM's defaults
# and once with the JVM options that our start script has; and beside itself as the gateway of a fleet whose engine cannot
# be reached. They are started in turn; the time is from the start of the process to the line that says that all
# components are active.
#
#   bench/startup.sh [RUNS] [SECONDS]     RUNS of each side (default 15), memory after SECONDS (default 60)
#
# Needs a built distribution and the fleet's bundle (mvn package) and a JDK.
set -eu

runs=${1:-15}
seconds=${2:-60}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
top=$(dirname "$here")
archive=$(ls "$top"/runtime/distribution/target/ussl-gateway-*.tar.gz) || {
    echo "startup: build the distribution first" >&2
    exit 1
}
bin=${JAVA_HOME:+$JAVA_HOME/bin/}
work=$(mktemp -d)
pid=''
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# Our side: unpacked as an operator would.
tar xzf "$archive" -C "$work"
home=$(ls -d "$work"/ussl-gateway-*)

# The same in a fleet, as docs/fleet.md has it. Port 9 (discard) is closed on any machine of today.
nats=$(ls "$top"/bundles/org.ussl.store.nats/target/org.ussl.store.nats-*.jar) || {
    echo "startup: build org.ussl.store.nats first" >&2
    exit 1
}
member=$work/member
cp -r "$home" "$member"
mkdir -p "$member/deploy"
cp "$nats" "$member/deploy"
printf 'servers = nats://127.0.0.1:9\nfleet = bench\ngateway = gw-1\nfolder = %s/fleet\n' "$work" >"$member/conf/org.ussl.store.nats.cfg"

# The other side: the same framework, the same SCR with what it needs, and a launcher that is as small.
empty=$work/empty
mkdir -p "$empty/bundle" "$empty/lib" "$work/classes/OSGI-INF"
cp "$home"/lib/org.apache.felix.framework-*.jar "$empty/lib"
cp "$home"/bundle/*/org.apache.felix.scr-*.jar "$home"/bundle/*/org.osgi.service.component-*.jar \
    "$home"/bundle/*/org.osgi.util.*.jar "$empty/bundle"
"${bin}javac" --release 17 -d "$work/classes" "$here/startup/Empty.java"
cp "$here/startup/empty.xml" "$work/classes/OSGI-INF"
cat >"$work/manifest" <<'TEXT'
Bundle-ManifestVersion: 2
Bundle-SymbolicName: bench.empty
Bundle-Version: 1
Service-Component: OSGI-INF/empty.xml
TEXT
"${bin}jar" --create --file "$empty/bundle/zz-empty.jar" --manifest "$work/manifest" -C "$work/classes" .
"${bin}javac" --release 17 -cp "$empty/lib/*" -d "$work/launcher" "$here/startup/EmptyLauncher.java"
"${bin}jar" --create --file "$empty/lib/launcher.jar" -C "$work/launcher" .

# The JVM options are the start script's own.
flags=$(sed -n "s/^flags='\(.*\)'/\1/p" "$home/gateway")

start_gateway() {
    "$home/gateway" run --no-shell --port 0 </dev/null >"$work/out" 2>&1 &
    pid=$!
    ready='ussl gateway is up'
}

start_member() {
    "$member/gateway" run --no-shell --port 0 </dev/null >"$work/out" 2>&1 &
    pid=$!
    ready='ussl gateway is up'
}

start_plain() {
    "${bin}java" -Dempty.home="$empty" -cp "$empty/lib/*" bench.EmptyLauncher </dev/null >"$work/out" 2>&1 &
    pid=$!
    ready='empty application is up'
}

start_empty() {
    # shellcheck disable=SC2086 # a list of words
    "${bin}java" $flags ${JAVA_OPTS:-} -Dempty.home="$empty" -cp "$empty/lib/*" bench.EmptyLauncher </dev/null >"$work/out" 2>&1 &
    pid=$!
    ready='empty application is up'
}

stop() {
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    pid=''
}

# measure SIDE: prints milliseconds.
measure() {
    : >"$work/out"
    begin=$(date +%s%N)
    "start_$1"
    while ! grep -q "$ready" "$work/out"; do
        end=$(date +%s%N)
        if ! kill -0 "$pid" 2>/dev/null || [ $((end - begin)) -gt 20000000000 ]; then
            echo "startup: $1 did not come up" >&2
            cat "$work/out" >&2
            exit 1
        fi
        sleep 0.005
    done
    end=$(date +%s%N)
    stop
    echo $(((end - begin) / 1000000))
}

resident() {
    start_"$1"
    sleep "$seconds"
    kb=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status")
    stop
    echo $((kb / 1024))
}

median() {
    sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# Once each to fill the disk cache and to make password and master key.
measure plain >/dev/null
measure empty >/dev/null
measure gateway >/dev/null
measure member >/dev/null
i=0
while [ $i -lt "$runs" ]; do
    measure plain >>"$work/plain.ms"
    measure empty >>"$work/empty.ms"
    measure gateway >>"$work/gateway.ms"
    measure member >>"$work/member.ms"
    i=$((i + 1))
done
p=$(median "$work/plain.ms")
a=$(median "$work/empty.ms")
b=$(median "$work/gateway.ms")
m=$(median "$work/member.ms")
echo "$("${bin}java" -version 2>&1 | sed -n 2p); $(uname -sm), $(nproc) processors; $runs runs of each in turn"
echo "flags: $flags${JAVA_OPTS:-}"
echo "start, Felix + SCR + empty component, the JVM's defaults: median $p ms ($(sort -n "$work/plain.ms" | sed -n '1p;$p' | paste -sd- -))"
echo "start, Felix + SCR + empty component, our flags: median $a ms ($(sort -n "$work/empty.ms" | sed -n '1p;$p' | paste -sd- -))"
echo "start, gateway: median $b ms ($(sort -n "$work/gateway.ms" | sed -n '1p;$p' | paste -sd- -))"
echo "ratio: $(awk "BEGIN { printf \"%.2f to the JVM's defaults, %.2f with the same flags\", $b / $p, $b / $a }") (at most 2)"
echo "start, gateway of a fleet without its engine: median $m ms ($(sort -n "$work/member.ms" | sed -n '1p;$p' | paste -sd- -)), $(awk "BEGIN { printf \"%.2f\", $m / $b }") to the gateway"
if [ "$seconds" -gt 0 ]; then
    echo "resident after $seconds s, Felix + SCR + empty component: $(resident empty) MB"
    echo "resident after $seconds s, gateway: $(resident gateway) MB (at most 120)"
    echo "resident after $seconds s, gateway of a fleet: $(resident member) MB"
fi
echo "tar.gz: $(awk "BEGIN { printf \"%.1f\", $(wc -c <"$archive") / 1000000 }") MB (at most 20)"
