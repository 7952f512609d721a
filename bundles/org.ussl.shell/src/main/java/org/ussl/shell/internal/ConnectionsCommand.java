// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.tls.ConnectionInfo;
import org.ussl.tls.ConnectionInfo.Used;
import org.ussl.tls.TlsService;
import org.ussl.tls.TlsStatistics;
import picocli.CommandLine.Command;

/** {@code ussl:connections}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=connections"})
public final class ConnectionsCommand extends ShellCommand<ConnectionsCommand.Words> {

    @Command(
            name = "connections",
            description = "Lists the TLS connections that are up, with the versions that they were made with.",
            footer = {"", "Example: ussl:connections"})
    static final class Words extends Line {}

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable TlsService tls;

    /** For the declarative services. */
    public ConnectionsCommand() {
        super(Words::new);
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        TlsService service = GatewayService.require(tls, "The TLS service");
        List<ConnectionInfo> connections = service.connections();
        TlsStatistics counted = service.statistics();
        Table table = new Table(List.of("PEER", "WE ARE", "TLS", "USES", "SINCE"), 26, 6, 7, 14);
        for (ConnectionInfo connection : connections) {
            table.row(
                    connection.peer(),
                    connection.role().name().toLowerCase(Locale.ROOT),
                    connection.version(),
                    uses(connection),
                    Text.minute(connection.since()));
        }
        String sum = counted.live() + " up; handshakes since the start: " + counted.fullHandshakes() + " full, "
                + counted.resumedHandshakes() + " resumed, "
                + counted.failedHandshakes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()
                + " failed";
        return new Answer(
                data(connections, counted), style -> (connections.isEmpty() ? "" : table.text(style) + "\n") + sum);
    }

    /** Such as {@code line-3 #4}, in one word if identity and trust are the same version. */
    private static String uses(ConnectionInfo connection) {
        String uses = Stream.of(connection.identity(), connection.trust())
                .filter(used -> used != null)
                .map(used -> used.profile() + " #" + used.revision())
                .distinct()
                .collect(Collectors.joining(" "));
        return uses.isEmpty() ? "-" : uses;
    }

    private static Map<String, Object> data(List<ConnectionInfo> connections, TlsStatistics counted) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(
                "connections",
                connections.stream().map(ConnectionsCommand::data).toList());
        data.put("live", counted.live());
        data.put("fullHandshakes", counted.fullHandshakes());
        data.put("resumedHandshakes", counted.resumedHandshakes());
        Map<String, Object> failed = new LinkedHashMap<>();
        counted.failedHandshakes().forEach((reason, count) -> failed.put(reason.name(), count));
        data.put("failedHandshakes", failed);
        return data;
    }

    private static Map<String, Object> data(ConnectionInfo connection) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("peer", connection.peer());
        data.put("role", connection.role().name());
        data.put("version", connection.version());
        data.put("cipher", connection.cipher());
        data.put("resumed", connection.resumed());
        data.put("since", connection.since().toString());
        put(data, "identity", connection.identity());
        put(data, "trust", connection.trust());
        connection
                .getpeercert()
                .ifPresent(certificate -> data.put(
                        "peerSubject", certificate.getSubjectX500Principal().getName()));
        return data;
    }

    private static void put(Map<String, Object> data, String key, @Nullable Used used) {
        if (used != null) {
            data.put(key, Map.of("profile", used.profile(), "revision", used.revision()));
        }
    }
}
