// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.credential.Audit;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.ProfileTransfer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ussl:migrate}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=migrate"})
public final class MigrateCommand extends ShellCommand<MigrateCommand.Words> {

    @Command(
            name = "migrate",
            description = {
                "Takes profiles from one store over into another: versions, keys and what waits.",
                "Both stores need the same master key. The first store keeps its own until you remove it. Keys cannot"
                        + " leave a token; which profiles stay for that reason is told."
            },
            footer = {"", "Example: ussl:migrate file pkcs11", "Example: ussl:migrate --without-keys pkcs11 file line-3"
            })
    static final class Words extends Line {
        @Option(
                names = "--without-keys",
                description = "Only what the profiles trust: CA certificates and revocation lists.")
        boolean withoutKeys;

        @Option(names = "--replace", description = "Even where the other store has another content in use.")
        boolean replace;

        @Parameters(index = "0", paramLabel = "FROM", description = "The store that has them: file, pkcs11.")
        String from = "";

        @Parameters(index = "1", paramLabel = "TO", description = "The store that gets them.")
        String to = "";

        @Parameters(index = "2..*", arity = "0..*", paramLabel = "PROFILE", description = "These profiles only.")
        List<String> profiles = new ArrayList<>();
    }

    private final Map<String, ProfileTransfer> stores = new ConcurrentSkipListMap<>();

    // Dynamic, so that the command stays while services are exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Audit audit;

    /** For the declarative services. */
    public MigrateCommand() {
        super(Words::new);
    }

    /** Takes a store. Dynamic, because stores coming and going is what this command is for. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindStore(ProfileTransfer store, Map<String, Object> properties) {
        stores.put(String.valueOf(properties.get("ussl.store")), store);
    }

    /** Lets a store go; one that has been replaced already changes nothing. */
    void unbindStore(ProfileTransfer store, Map<String, Object> properties) {
        stores.remove(String.valueOf(properties.get("ussl.store")), store);
    }

    @Override
    List<String> candidates() {
        return List.copyOf(stores.keySet());
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        ProfileTransfer from = store(line.from);
        ProfileTransfer to = store(line.to);
        if (from == to) {
            throw new Refusal(line.from + ": from a store into itself there is nothing to move");
        }
        Set<String> known = from.profiles();
        for (String profile : line.profiles) {
            if (!known.contains(profile)) {
                throw new Refusal(profile + ": no such profile in the store " + line.from);
            }
        }
        Origin origin = CredentialWords.origin(session);
        Table table = new Table(List.of("PROFILE", "OUTCOME"), 16);
        List<Object> data = new ArrayList<>();
        boolean ok = true;
        for (String profile : line.profiles.isEmpty() ? known : new TreeSet<>(line.profiles)) {
            boolean moved = false;
            String message;
            try {
                message = move(profile, from, to, line, origin);
                moved = true;
            } catch (CredentialStoreException e) {
                message = Text.printable(String.valueOf(e.getMessage()));
            }
            ok &= moved;
            record(moved, profile, message, line, origin);
            table.row(moved ? Tone.GOOD : Tone.BAD, profile, (moved ? "" : "STAYS: ") + message);
            data.add(Map.of("profile", profile, "ok", moved, "message", message));
        }
        return data.isEmpty()
                ? Answer.of(Map.of("ok", true, "profiles", data), "the store " + line.from + " has no profiles")
                : Answer.of(Map.of("ok", ok, "profiles", data), table);
    }

    private static String move(String profile, ProfileTransfer from, ProfileTransfer to, Words line, Origin origin)
            throws CredentialStoreException {
        long revision = to.takeOver(profile, from.seal(profile, !line.withoutKeys), line.replace, origin);
        return revision == 0 ? "moved, what waits alone" : "is in " + line.to + ", revision " + revision;
    }

    private void record(boolean moved, String profile, String message, Words line, Origin origin) {
        Audit log = audit;
        if (log != null) {
            Map<String, String> details = new LinkedHashMap<>();
            details.put("profile", profile);
            details.put("from", line.from);
            details.put("to", line.to);
            details.put("message", message);
            log.record("migration", moved ? "committed" : "refused", origin, details);
        }
    }

    private ProfileTransfer store(String name) throws Refusal {
        ProfileTransfer store = stores.get(name);
        if (store == null) {
            throw new Refusal(name + ": no store of this name is running that profiles can move from or to; there are: "
                    + (stores.isEmpty() ? "none" : String.join(", ", stores.keySet())));
        }
        return store;
    }
}
