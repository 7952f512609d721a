// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.credential.Audit;
import org.ussl.credential.spi.CredentialStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ussl:rekey}. The configuration says where a master key is, so it is what this command changes; the store
 * follows while it goes on, in one step, and tells by its service's properties that it has.
 */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=rekey"})
public final class RekeyCommand extends ShellCommand<RekeyCommand.Words> {

    private static final String PLACE = "ussl.store.master_key";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** Ten thousand profiles take a minute on a slow disk. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The configuration's key for each kind of place. */
    private static final Map<String, String> KEYS = Map.of(
            "file",
            "masterKeyFile",
            "environment",
            "masterKeyEnvironment",
            "credential",
            "masterKeyCredential",
            "pkcs11",
            "masterKeyToken");

    @Command(
            name = "rekey",
            description = {
                "Seals everything under a new master key, in one step; what is in use stays in use.",
                "A new key is made beside the old one, or taken from where --to says. Back it up: without it the"
                        + " credentials are lost. Stores that share a master key change together."
            },
            footer = {"", "Example: ussl:rekey", "Example: ussl:rekey --to credential:ussl-master"})
    static final class Words extends Line {
        @Option(
                names = "--to",
                paramLabel = "PLACE",
                description = "Where the new key is: file:PATH (made if it is not there), environment:NAME,"
                        + " credential:NAME, or a PKCS#11 URI (the key is made if it is not there).")
        @Nullable
        String to;

        @Option(names = "--store", paramLabel = "NAME", description = "This store alone: file, pkcs11.")
        @Nullable
        String store;
    }

    /** What is known of each store, by its name. */
    private final Map<String, Told> stores = new TreeMap<>(); // guarded by itself

    private final boolean filesAreRewritten;

    // Dynamic, so that the command stays and says what is wrong while services are exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ConfigurationAdmin configurations;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Audit audit;

    /**
     * Keeps what it needs to know of the framework.
     *
     * @param context this bundle's
     */
    @Activate
    public RekeyCommand(BundleContext context) {
        super(Words::new);
        filesAreRewritten = !"false".equals(context.getProperty("felix.fileinstall.enableConfigSave"));
    }

    /** What a store has told, and how often. */
    private record Told(CredentialStore store, String place, String fault, long count) {}

    /** A store with its configuration, and what it told before that was changed. */
    private record Configured(String name, Configuration configuration, Told before) {}

    /** Takes a store. Dynamic, because a store that starts again is another service. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            updated = "updatedStore")
    void bindStore(CredentialStore store, Map<String, Object> properties) {
        Object place = properties.get(PLACE);
        if (place != null) {
            String name = String.valueOf(properties.get("ussl.store"));
            String fault = Objects.toString(properties.get("ussl.store.fault"), "");
            synchronized (stores) {
                Told before = stores.get(name);
                long count = before == null ? 1 : before.count() + 1;
                stores.put(name, new Told(store, place.toString(), fault, count));
                stores.notifyAll();
            }
        }
    }

    /** Hears what a store tells of its master key. */
    void updatedStore(CredentialStore store, Map<String, Object> properties) {
        bindStore(store, properties);
    }

    /** Lets a store go; one that has been replaced already changes nothing. */
    void unbindStore(CredentialStore store, Map<String, Object> properties) {
        synchronized (stores) {
            stores.values().removeIf(told -> told.store() == store);
        }
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        Settings settings = new Settings(GatewayService.require(configurations, "The configuration admin"));
        Map<String, Told> known;
        synchronized (stores) {
            known = new LinkedHashMap<>(stores);
        }
        if (line.store != null) {
            known.keySet().retainAll(List.of(line.store));
        }
        if (known.isEmpty()) {
            throw new Refusal((line.store == null ? "no store" : line.store + ": no store of this name")
                    + " is running that has a master key; ussl:doctor tells why");
        }
        List<String> places =
                known.values().stream().map(Told::place).distinct().toList();
        if (places.size() > 1) {
            throw new Refusal("the stores " + String.join(", ", known.keySet())
                    + " have different master keys; say --store NAME, one after the other");
        }
        String from = places.get(0);
        String to = line.to == null ? beside(from) : absolute(line.to);
        List<Configured> all = new ArrayList<>();
        for (Map.Entry<String, Told> each : known.entrySet()) {
            all.add(new Configured(each.getKey(), configuration(settings, each.getKey(), from, to), each.getValue()));
        }
        for (Configured each : all) {
            change(each, from, to);
        }
        String message = String.join(", ", known.keySet()) + ": sealed under " + to + "; back it up. " + from
                + " is not needed any more, but for older backups";
        Audit log = audit;
        if (log != null) {
            log.record("rekey", "committed", CredentialWords.origin(session), Map.of("message", message));
        }
        return Answer.of(
                Map.of("ok", true, "message", message, "stores", List.copyOf(known.keySet()), "masterKey", to),
                Text.printable(message));
    }

    private static String beside(String from) throws Refusal {
        if (!from.startsWith("file:")) {
            throw new Refusal("the master key is in " + from + "; say with --to where the new one is");
        }
        String stamp = STAMP.format(LocalDateTime.now(ZoneOffset.UTC));
        return "file:" + Path.of(from.substring("file:".length())).resolveSibling("master-" + stamp + ".key");
    }

    /** As the store tells it. */
    private static String absolute(String place) throws Refusal {
        try {
            return place.startsWith("file:")
                    ? "file:"
                            + Path.of(place.substring("file:".length()))
                                    .toAbsolutePath()
                                    .normalize()
                    : place;
        } catch (InvalidPathException e) {
            throw new Refusal(place + ": " + e.getMessage());
        }
    }

    /** The configuration to change, if it is one that can be changed from here. */
    private Configuration configuration(Settings settings, String name, String from, String to) throws Refusal {
        String pid = "org.ussl.store." + name;
        List<Configuration> found = settings.of(pid);
        if (found.isEmpty()) {
            throw new Refusal(name + ": there is no configuration " + pid);
        }
        String file = Settings.value(found.get(0), "felix.fileinstall.filename");
        if (file != null && !filesAreRewritten) {
            throw new Refusal("nothing has changed, because the file is the configuration: write into " + file + "\n"
                    + key(to) + " = " + value(to) + "\npreviousMasterKey = " + from
                    + "\nand no other masterKey; the store follows at once. Then take previousMasterKey out again");
        }
        key(to); // Refuses a place that is none before anything has changed.
        return found.get(0);
    }

    private static String key(String place) throws Refusal {
        String key = KEYS.get(place.substring(0, Math.max(0, place.indexOf(':'))));
        if (key == null) {
            throw new Refusal(place + ": must be file:PATH, environment:NAME, credential:NAME or a pkcs11: URI");
        }
        return key;
    }

    /** A URI is configured whole. */
    private static String value(String place) {
        return place.startsWith("pkcs11:") ? place : place.substring(place.indexOf(':') + 1);
    }

    private void change(Configured store, String from, String to) throws Refusal {
        Configuration configuration = store.configuration();
        Map<String, Object> next = new HashMap<>();
        next.put(key(to), value(to));
        next.put("previousMasterKey", from);
        Dictionary<String, Object> last = configuration.getProperties();
        try {
            update(configuration, next);
            String fault = awaitWord(store.name(), to, store.before()).fault();
            if (!fault.isEmpty()) {
                configuration.update(last); // Or the next start would look for a key that is not there.
                throw new Refusal(store.name() + ": " + fault);
            }
            next.remove("previousMasterKey");
            update(configuration, next);
        } catch (IOException e) {
            throw new Refusal(store.name() + ": the configuration is not written: " + e.getMessage());
        }
    }

    private static void update(Configuration configuration, Map<String, Object> keys) throws IOException {
        Dictionary<String, Object> values = configuration.getProperties();
        Dictionary<String, Object> next = values == null ? new Hashtable<>() : values;
        List<String> gone = new ArrayList<>(KEYS.values());
        gone.add("previousMasterKey");
        gone.forEach(next::remove);
        keys.forEach(next::put);
        configuration.update(next);
    }

    /**
     * Waits until a store has told that its master key is in another place, or why it is not. It may first tell of an
     * earlier change of its configuration.
     */
    private Told awaitWord(String name, String to, Told before) throws Refusal {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (stores) {
            Told told = stores.get(name);
            while (told == null
                    || told.count() <= before.count()
                    || (told.fault().isEmpty() && !told.place().equals(to))) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new Refusal(name + ": has not told within " + PATIENCE.toSeconds()
                            + " s what became of it; the log does");
                }
                try {
                    stores.wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new Refusal(name + ": changes, and nobody waits for it any more; the log tells the outcome");
                }
                told = stores.get(name);
            }
            return told;
        }
    }
}
