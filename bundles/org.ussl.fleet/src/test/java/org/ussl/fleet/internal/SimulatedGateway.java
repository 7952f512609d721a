// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.Credentials;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.store.nats.internal.DeliveryDesk;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.engine.FleetFeed;
import org.ussl.store.nats.internal.engine.Line;
import org.ussl.store.nats.internal.engine.Pace;
import org.ussl.store.nats.internal.sealing.DeliveryGate;
import org.ussl.store.nats.internal.sealing.MarkFolder;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;

/** A gateway's real feed, desk and gate before an intake and a store that remember texts. It refuses "garbage". */
final class SimulatedGateway implements CredentialIntake, Credentials, AutoCloseable {

    private final SoftwareKeys keys;
    private final List<String> versions = new CopyOnWriteArrayList<>();
    private final FleetFeed feed;

    SimulatedGateway(String fleet, String name, Path folder, List<Party> operators) throws Exception {
        keys = SoftwareKeys.generate(name);
        Path marks = Files.createDirectories(folder.resolve(name));
        DeliveryGate gate = new DeliveryGate(fleet, keys, () -> operators, new MarkFolder(marks));
        DeliveryDesk desk = new DeliveryDesk(gate, this, this, "engine", Clock.systemUTC());
        feed = new FleetFeed(
                fleet,
                desk,
                keys,
                () -> operators,
                new ReportFolder(Files.createDirectories(folder.resolve(name + "-reports"))),
                "1.2.3",
                new Pace(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(60)),
                Clock.systemUTC());
    }

    SoftwareKeys keys() {
        return keys;
    }

    Party party() {
        return keys.party();
    }

    /** What was committed, oldest first. */
    List<String> versions() {
        return versions;
    }

    void start(String server) {
        start(() -> new Options.Builder().server(server).connectionTimeout(Duration.ofSeconds(60)));
    }

    void start(Line line) {
        feed.open(line);
    }

    Path card(Path folder) throws IOException {
        return Files.writeString(folder.resolve(party().name() + ".card"), party().card() + "\n");
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content, Origin origin) throws CredentialRejectedException {
        String text = new String(content, StandardCharsets.US_ASCII);
        if (text.equals("garbage")) {
            throw new CredentialRejectedException(
                    CredentialRejectedException.Reason.NOT_A_CERTIFICATE, "ca.pem: no certificate in it");
        }
        versions.add(text);
        return new IntakeReceipt(path, Status.COMMITTED, versions.size(), "in use", List.of());
    }

    @Override
    public List<CredentialInfo> history(String profile) {
        List<CredentialInfo> newestFirst = new ArrayList<>();
        for (int revision = versions.size(); revision > 0; revision--) {
            newestFirst.add(info(profile, revision, Change.UNKNOWN));
        }
        return newestFirst;
    }

    private CredentialInfo info(String profile, int revision, Change change) {
        boolean inUse = revision == versions.size();
        return new CredentialInfo(
                profile, revision, Instant.EPOCH, List.of(), List.of(), List.of(), inUse, Set.of(), List.of(), change);
    }

    @Override
    public CredentialInfo rollback(String profile, long revision, Origin origin) {
        versions.add(versions.get((int) revision - 1));
        return info(profile, versions.size(), Change.rollback(revision, origin));
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content) {
        throw new AssertionError("nobody told who brings it");
    }

    @Override
    public IntakeReceipt remove(CredentialPath path) {
        throw new AssertionError("nothing was to be removed");
    }

    @Override
    public IntakeReceipt drop(String profile) {
        throw new AssertionError("nothing was to be dropped");
    }

    @Override
    public List<CredentialInfo> profiles() {
        throw new AssertionError("nobody asked for all");
    }

    @Override
    public CredentialInfo rollback(String profile, long revision) {
        throw new AssertionError("nobody told who does it");
    }

    @Override
    public void close() {
        feed.close();
    }
}
