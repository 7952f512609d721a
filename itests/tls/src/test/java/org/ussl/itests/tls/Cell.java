// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ussl.tls.CertReqs;

/**
 * One cell of the trust matrix. Its columns are those of {@code trust-matrix.txt}.
 *
 * @param side which side we are
 * @param certReqs what we ask of the peer
 * @param certificate what the peer shows
 * @param tls the version of TLS
 * @param engine what does our TLS
 * @param order whether the socket is wrapped before it is connected (on a server: the listener before it accepts) or
 *     after
 * @param path what the application holds
 */
record Cell(
        String side,
        CertReqs certReqs,
        PeerCertificate certificate,
        String tls,
        Engine engine,
        String order,
        String path) {
    static final List<String> COLUMNS = List.of("side", "cert_reqs", "certificate", "tls", "engine", "order", "path");
    static final List<String> SIDES = List.of("client", "server");
    static final List<String> VERSIONS = List.of("1.2", "1.3");
    static final List<String> ORDERS = List.of("wrap-first", "connect-first");
    static final List<String> PATHS = List.of("socket", "engine");

    /** All cells, engine by engine. */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (Engine engine : Engine.values()) {
            for (String side : SIDES) {
                for (CertReqs certReqs : CertReqs.values()) {
                    for (PeerCertificate certificate : PeerCertificate.values()) {
                        for (String tls : VERSIONS) {
                            ORDERS.stream()
                                    .flatMap(order -> PATHS.stream()
                                            .map(path ->
                                                    new Cell(side, certReqs, certificate, tls, engine, order, path)))
                                    .forEach(cells::add);
                        }
                    }
                }
            }
        }
        return cells;
    }

    boolean client() {
        return side.equals("client");
    }

    boolean wrapFirst() {
        return order.equals("wrap-first");
    }

    boolean overSocket() {
        return path.equals("socket");
    }

    /** The name that JSSE gives the version. */
    String protocol() {
        return "TLSv" + tls;
    }

    /** The values in the order of {@link #COLUMNS}. */
    List<String> values() {
        return Stream.of(side, certReqs, certificate, tls, engine, order, path)
                .map(Object::toString)
                .toList();
    }

    @Override
    public String toString() {
        return String.join(" ", values());
    }
}
