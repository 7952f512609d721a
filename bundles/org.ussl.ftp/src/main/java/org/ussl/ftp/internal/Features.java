// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.ArrayList;
import java.util.List;

/** The answer to FEAT (RFC 2389). FtpServer's own list names what is refused here, and comes only after the login. */
final class Features {

    private static final List<String> ALWAYS = List.of(
            "EPRT", "EPSV", "MDTM", "MFMT", "MLST Size;Modify;Type;Perm", "REST STREAM", "SIZE", "TVFS", "UTF8");

    private static final List<String> TLS = List.of("AUTH TLS", "PBSZ", "PROT");

    private Features() {}

    static Reply reply(ServerTls tls) {
        List<String> lines = new ArrayList<>();
        lines.add("Extensions supported");
        ALWAYS.forEach(feature -> lines.add(" " + feature));
        if (tls.isAvailable()) {
            TLS.forEach(feature -> lines.add(" " + feature));
        }
        return Reply.features(lines);
    }
}
