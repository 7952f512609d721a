// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValueManagement;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.Bucket;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Memory;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.store.nats.internal.engine.FleetBucket;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = {
            "Makes an operator: his keys in his folder, and the fleet's bucket if there is none yet. Prints his card,"
                    + " which goes to each gateway and to the other operators, to standard output, and all else to"
                    + " standard error."
        },
        footer = {
            "",
            "Examples:",
            "  fleet init --name alice --fleet plant --server tls://nats.example.org:4222" + " --ca ca.pem >alice.card",
            "  fleet init --name alice --fleet plant --server nats://127.0.0.1:4222" + " --enrol gw-1.card >operators"
        })
final class InitCommand extends FleetCommand {

    private static final int NO_STREAM = 10059;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "the operator's name: a-z, 0-9, dash, underscore")
    private String name = "";

    @Option(
            names = "--fleet",
            required = true,
            paramLabel = "NAME",
            description = "the fleet's name, which is its bucket's")
    private String fleet = "";

    @Option(
            names = "--server",
            required = true,
            paramLabel = "URL",
            description = "tls://HOST:PORT or nats://HOST:PORT; may be given again")
    private List<String> servers = new ArrayList<>();

    @Option(names = "--ca", paramLabel = "FILE", description = "the CAs of the server's certificate, PEM")
    private @Nullable Path ca;

    @Option(names = "--cert", paramLabel = "FILE", description = "our certificate and its chain, PEM")
    private @Nullable Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "its key, PKCS#8 in PEM")
    private @Nullable Path key;

    @Option(
            names = "--user-file",
            paramLabel = "FILE",
            description = "to log in: user on the first line, password on the second")
    private @Nullable Path user;

    @Option(names = "--creds", paramLabel = "FILE", description = "to log in: a .creds file of NATS")
    private @Nullable Path creds;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "1",
            description = "how many servers keep the bucket (default: 1)")
    private int replicas;

    @Option(
            names = "--enrol",
            arity = "1..*",
            paramLabel = "CARD",
            description = "enrols gateways, too, as fleet enrol does: files with cards, one a line; may be given again")
    private List<Path> cards = new ArrayList<>();

    @Option(names = "--group", paramLabel = "G", description = "a group that the enrolled are in; may be given again")
    private List<String> groups = new ArrayList<>();

    @Override
    int run()
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException {
        Workplace place = workplace();
        if (place.isMade()) {
            throw new Refusal(
                    place.folder() + " has an operator already; nothing was changed. Another one: --home DIR");
        }
        if (cards.isEmpty() && !groups.isEmpty()) {
            throw new IllegalArgumentException("--group: is for gateways that are enrolled by --enrol");
        }
        Admission admission = Admission.of(cards, groups, false);
        Settings settings = new Settings(
                fleet, servers, file(ca), file(cert), file(key), file(user), file(creds), file(passphraseFile));
        SoftwareKeys keys = SoftwareKeys.generate(name);
        try (Connection connection = connect(settings, name)) {
            char[] passphrase = Passphrase.choose(settings.passphrase(), seat().secrets());
            try {
                boolean made = makeBucket(connection);
                place.make(keys, settings, passphrase);
                tell("fleet: " + place.folder() + " is made"
                        + (made ? ", and the bucket " + fleet : "; the bucket " + fleet + " was there")
                        + "; fingerprint of the card: " + keys.party().fingerprint());
            } finally {
                Arrays.fill(passphrase, ' ');
            }
            // Before anybody is enrolled: should that fail, there is an operator all the same.
            say(keys.party().card());
            enrol(admission, place, new Bucket(connection, fleet), keys);
        }
        return FleetTool.DONE;
    }

    private void enrol(Admission admission, Workplace place, Bucket bucket, SoftwareKeys keys)
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException {
        if (admission.cards().isEmpty()) {
            return;
        }
        Memory memory = place.memory();
        try {
            admission.enter(new Book(bucket, keys, place.operators(), memory), this::tell);
        } catch (Refusal | UntrustedException | ChangedException | IOException e) {
            tell("fleet: the operator is made; what follows is about enrolling, which fleet enrol does once more");
            throw e;
        } finally {
            memory.save();
        }
    }

    /** Standard output has the card alone. */
    private void tell(String line) {
        spec().commandLine().getErr().println(line);
        spec().commandLine().getErr().flush();
    }

    private boolean makeBucket(Connection connection) throws IOException, Refusal {
        try {
            KeyValueManagement buckets = connection.keyValueManagement();
            try {
                letRing(buckets, buckets.getStatus(fleet));
                return false;
            } catch (JetStreamApiException e) {
                if (e.getApiErrorCode() != NO_STREAM) {
                    throw e;
                }
            }
            buckets.create(FleetBucket.of(fleet).replicas(replicas).build());
            return true;
        } catch (JetStreamApiException e) {
            throw new Refusal("the engine does not let us make the bucket " + fleet + ": " + e.getMessage());
        }
    }

    /** Not needed for anything to arrive, only for it to arrive at once. */
    private void letRing(KeyValueManagement buckets, KeyValueStatus bucket) {
        if (bucket.getRepublish() != null) {
            return;
        }
        try {
            var unused = buckets.update(KeyValueConfiguration.builder(bucket.getConfiguration())
                    .republish(FleetBucket.ringing(fleet))
                    .build());
        } catch (IOException | JetStreamApiException e) {
            tell("fleet: the bucket " + fleet
                    + ", which something else has made, does not ring: gateways find a delivery"
                    + " when they look, after a minute (" + e.getMessage() + ")");
        }
    }

    private static Optional<Path> file(@Nullable Path path) throws Refusal {
        if (path != null && !Files.isReadable(path)) {
            throw new Refusal(FleetTool.WRONG, path + ": there is no such file, or it cannot be read");
        }
        return Optional.ofNullable(path);
    }
}
