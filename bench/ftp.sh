#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The drop box of the whole gateway, in one run with Apache FtpServer and a folder: time from the last byte of a private.key to the reply
# that says that it is committed, 500 clients connected and 50 of them uploading to 100 profiles (each write with fsync), memory.
#
#   bench/ftp.sh      TMPDIR chooses the disk
#
# Needs a built distribution (mvn package, or ./gateway run once), a JDK and openssl.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
archive=$(ls "$(dirname "$here")"/runtime/distribution/target/ussl-gateway-*.tar.gz) || {
    echo "ftp: build the distribution first" >&2
    exit 1
}
bin=${JAVA_HOME:+$JAVA_HOME/bin/}
work=$(mktemp -d)
pids=''
trap 'for pid in $pids; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

tar xzf "$archive" -C "$work"
home=$(ls -d "$work"/ussl-gateway-*)
mkdir "$work/credentials"
i=0
while [ $i -lt 100 ]; do
    for pair in a b; do
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 300 -subj "/CN=gw-$i" \
            -addext basicConstraints=critical,CA:FALSE -addext subjectAltName=DNS:gw \
            -keyout "$work/credentials/$i$pair.key" -out "$work/credentials/$i$pair.pem" 2>/dev/null
    done
    i=$((i + 1))
done

# 10000 iterations, because it is not the login that is measured.
hash=$(python3 -c "import base64,hashlib
s=b'benchmark-salt--'
print('pbkdf2-sha256:10000:'+base64.b64encode(s).decode()+':'+base64.b64encode(hashlib.pbkdf2_hmac('sha256',b'open sesame',s,10000)).decode())")
printf 'name = ops\npasswordHash = %s\n' "$hash" >"$home/conf/org.ussl.ftp.user-ops.cfg"
sed -i '/^max\(Sessions\|SessionsPerAddress\|Logins\) /d' "$home/conf/org.ussl.ftp.cfg"
printf 'maxSessions = 600\nmaxSessionsPerAddress = 600\nmaxLogins = 600\n' >>"$home/conf/org.ussl.ftp.cfg"

# wait_for FILE WORDS
wait_for() {
    until grep -q "$2" "$1" 2>/dev/null; do
        sleep 0.1
    done
}

"$home/gateway" run --no-shell --port 0 </dev/null >"$work/out" 2>&1 &
gateway=$!
pids=$gateway
"${bin}java" -cp "$home/bundle/1-base/*:$home/lib/*" "$here/ftp/PlainServer.java" "$work/plain" </dev/null >"$work/plain.out" 2>&1 &
pids="$pids $!"
wait_for "$work/out" 'ussl gateway is up'
wait_for "$work/out" 'FTP drop box listens on'
wait_for "$work/plain.out" '^port '
port=$(sed -n 's/.*FTP drop box listens on 127.0.0.1:\([0-9]*\).*/\1/p' "$work/out" | head -1)
"${bin}java" "$here/ftp/FtpBench.java" "$port" "$gateway" "$(sed -n 's/^port //p' "$work/plain.out")" "$work/credentials"
