// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ussl.tls.CertReqs;

/** The matrix as a page for people: a table for each side and {@code cert_reqs}, a row for each kind of certificate. */
final class TrustMatrixPage {
    private static final String HEAD = """
            # The trust matrix

            What comes of a TLS connection through `TlsService`, for every kind of peer. Written by `TrustMatrixIT` (itests/tls) from
            `trust-matrix.txt`; the same test tries each of the %d cells that are possible, with a peer that is made without any code of
            this project. Write it anew after a change of the rules with `mvn verify -pl itests/tls -am -Dussl.docs.write=true`.

            The cells: both sides, each `cert_reqs`, TLS 1.2 and 1.3, the engines `jdk`, `bc` and `conscrypt`, sockets that are wrapped before they
            are connected (on a server: the listener before it accepts) and after, and `SSLEngine` instead of a socket. Where a row names no
            version, engine, order or path, it holds for all of them. What we say is the reason of the `SSLError`; what the peer
            gets is the TLS alert.

            The peer shows:

            """;

    private final Rules rules;

    TrustMatrixPage(Rules rules) {
        this.rules = rules;
    }

    String render() {
        List<Cell> cells =
                Cell.all().stream().filter(cell -> !rules.isImpossible(cell)).toList();
        StringBuilder page = new StringBuilder(HEAD.formatted(cells.size()));
        for (PeerCertificate certificate : PeerCertificate.values()) {
            page.append("- **")
                    .append(certificate)
                    .append("**: ")
                    .append(certificate.description())
                    .append('\n');
        }
        for (String side : Cell.SIDES) {
            for (CertReqs certReqs : CertReqs.values()) {
                page.append("\n## We are the ")
                        .append(side)
                        .append(", cert_reqs = ")
                        .append(certReqs);
                page.append(
                        "\n| the peer's certificate | where | what we say | what the peer gets |\n|---|---|---|---|\n");
                for (PeerCertificate certificate : PeerCertificate.values()) {
                    rows(
                            page,
                            certificate,
                            cells.stream()
                                    .filter(cell -> cell.side().equals(side)
                                            && cell.certReqs() == certReqs
                                            && cell.certificate() == certificate)
                                    .toList());
                }
            }
        }
        return page.toString();
    }

    private void rows(StringBuilder page, PeerCertificate certificate, List<Cell> cells) {
        columns(cells)
                .forEach((where, outcome) -> page.append("| ")
                        .append(certificate)
                        .append(" | ")
                        .append(where)
                        .append(" | ")
                        .append(outcome.ours())
                        .append(" | ")
                        .append(outcome.theirs().replace('_', ' ').replace("/", " or "))
                        .append(" |\n"));
    }

    /** The outcomes by as few columns as tell them apart. */
    private Map<String, Outcome> columns(List<Cell> cells) {
        int first = Cell.COLUMNS.indexOf("tls");
        int free = Cell.COLUMNS.size() - first;
        return IntStream.range(0, 1 << free)
                .boxed()
                .sorted(Comparator.comparing(Integer::bitCount))
                .map(chosen -> by(cells, cell -> name(cell, first, chosen)))
                .filter(outcomes -> outcomes.values().stream().allMatch(seen -> seen.size() == 1))
                .findFirst()
                .orElseThrow()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().get(0), (a, b) -> a, LinkedHashMap::new));
    }

    private Map<String, List<Outcome>> by(List<Cell> cells, Function<Cell, String> name) {
        return cells.stream()
                .collect(Collectors.groupingBy(
                        name,
                        TreeMap::new,
                        Collectors.mapping(
                                rules::outcome,
                                Collectors.collectingAndThen(
                                        Collectors.toList(),
                                        all -> all.stream().distinct().toList()))));
    }

    private static String name(Cell cell, int first, int chosen) {
        return IntStream.range(first, Cell.COLUMNS.size())
                .filter(i -> (chosen >> (i - first) & 1) == 1)
                .mapToObj(i -> (Cell.COLUMNS.get(i).equals("tls") ? "TLS " : "")
                        + cell.values().get(i))
                .collect(Collectors.joining(", "));
    }
}
