// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.ussl.testing.pki.Identity;

/** The story: what an operator does to a gateway that is at work. Played once, by one thread. */
final class Scenario {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    /** The gateway cuts itself off after 1.8 s; a busy machine may be late to say so. */
    private static final Duration STOP = Duration.ofSeconds(5);

    private static final Pattern REVISION = Pattern.compile("committed revision (\\d+)");

    private final Report report;
    private final Stage stage;
    private final Duration publishing;
    private final int readings;
    private final Workshop workshop = new Workshop();
    private final KeyTraces traces = new KeyTraces();
    private final SequenceTally tally = new SequenceTally();
    private final List<Outcome.Swap> swaps = new ArrayList<>();

    private int published;
    private int rejected;
    private int leaked;

    Scenario(Report report, Stage stage, Duration publishing) {
        this.report = report;
        this.stage = stage;
        this.publishing = publishing;
        readings = (int) publishing.dividedBy(Stage.PERIOD);
        workshop.delivered().forEach(identity -> traces.add(identity.keyPair().getPrivate()));
    }

    /** Plays it; what went wrong is in the outcome. */
    Outcome play() {
        Optional<String> failure = Optional.empty();
        try {
            act();
        } catch (DemoFailure e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException | UncheckedIOException e) {
            failure = Optional.of(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = Optional.of("interrupted");
        }
        if (failure.isPresent()) {
            published = tally.highest();
            stage.lastWords().forEach(line -> report.event("console", line));
        }
        return new Outcome(
                published,
                tally.received(),
                tally.lost(published),
                tally.duplicates(),
                List.copyOf(swaps),
                rejected,
                leaked,
                failure);
    }

    private void act() throws IOException, InterruptedException, DemoFailure {
        Broker broker = stage.openBroker(workshop, tally);
        report.event("broker", "Moquette with mutual TLS on 127.0.0.1:" + broker.port());
        GatewayProcess gateway =
                stage.startGateway(broker.port(), stage.openLine(broker).port(), readings);
        DropBox dropBox = stage.logIn(gateway);
        report.event(
                "gateway",
                gateway.await(0, Pattern.compile("ussl gateway .*"), DEADLINE).group());

        long firstRevision = deliver(broker, dropBox);
        stage.deployApp();
        tally.awaitReceived(1, DEADLINE.toMillis());
        check(tally.received() > 0, "no reading arrived");
        report.event("telemetry", "readings arrive at the subscriber");

        long begin = System.nanoTime();
        pause(begin, 0.15);
        renew(broker, dropBox);
        pause(begin, 0.35);
        changeAuthority(broker, dropBox);
        pause(begin, 0.55);
        wrongUploads(broker, dropBox);
        pause(begin, 0.70);
        pry(dropBox);
        pause(begin, 0.80);
        rollBack(broker, gateway, firstRevision);
        finish(gateway, begin);
        end(gateway, dropBox);
    }

    /** The first three files; answers the revision that they have become. */
    private long deliver(Broker broker, DropBox dropBox) throws IOException, InterruptedException, DemoFailure {
        long before = System.nanoTime();
        accept(dropBox, "ca.pem", workshop.oldAuthority.pem());
        accept(dropBox, "cert.pem", workshop.first.chainPem());
        DropBox.Answer answer = accept(dropBox, "private.key", workshop.first.keyPem());
        check(
                broker.await(before, DEADLINE, from(Stage.CLIENT, workshop.first))
                        .isPresent(),
                "the gateway did not connect with its first certificate");
        report.event("mqtt", "the broker sees the gateway, certificate " + hex(workshop.first));
        return revision(answer);
    }

    private void renew(Broker broker, DropBox dropBox) throws IOException, InterruptedException, DemoFailure {
        accept(dropBox, "cert.pem", workshop.renewed.chainPem());
        DropBox.Answer answer = accept(dropBox, "private.key", workshop.renewed.keyPem());
        swapped(broker, "certificate and key renewed", answer.asked(), answer.answered(), workshop.renewed);
    }

    /** Old and new CA first, then the broker's new certificate: the order in which nobody is ever locked out. */
    private void changeAuthority(Broker broker, DropBox dropBox) throws IOException, InterruptedException, DemoFailure {
        DropBox.Answer answer = accept(dropBox, "ca.pem", workshop.bothAuthorities());
        swapped(broker, "CA changed", answer.asked(), answer.answered(), workshop.renewed);
        broker.present(workshop.newBroker, workshop.trusted());
        reconnect(broker, workshop.renewed, "the broker's certificate of the new CA");
    }

    private void wrongUploads(Broker broker, DropBox dropBox) throws IOException, InterruptedException, DemoFailure {
        accept(dropBox, "cert.pem", workshop.waiting.chainPem());
        refuse(dropBox, "garbage", "not a key at all".getBytes(StandardCharsets.US_ASCII));
        refuse(dropBox, "a key that doesn't match", workshop.stranger.keyPem());
        reconnect(broker, workshop.renewed, "the certificate that was in use before");
    }

    private void pry(DropBox dropBox) throws IOException {
        List<String> seen = dropBox.pry();
        seen.forEach(what -> report.event("LEAK", what));
        leaked += seen.size();
        report.event(
                "read back",
                "every way to read, list or rename the files was tried: " + seen.size() + " told something");
    }

    private void rollBack(Broker broker, GatewayProcess gateway, long revision)
            throws IOException, InterruptedException, DemoFailure {
        broker.present(workshop.broker, workshop.trusted());
        int mark = gateway.mark();
        long asked = System.nanoTime();
        gateway.type("ussl:rollback default " + revision);
        gateway.await(mark, Pattern.compile("rolled back to revision " + revision + ", now revision"), DEADLINE);
        long answered = System.nanoTime();
        report.event("shell", "ussl:rollback default " + revision + ": done");
        swapped(broker, "rolled back to revision " + revision, asked, answered, workshop.first);
    }

    /** The app says when its last reading is acknowledged; the subscriber may get it a little later. */
    private void finish(GatewayProcess gateway, long begin) throws InterruptedException, DemoFailure {
        Duration left = publishing.plus(DEADLINE).minusNanos(System.nanoTime() - begin);
        gateway.await(0, Pattern.compile("published " + readings + " readings"), left);
        tally.awaitReceived(readings, DEADLINE.toMillis());
        published = readings;
        report.event("telemetry", "all " + readings + " readings are acknowledged");
    }

    private void end(GatewayProcess gateway, DropBox dropBox) throws IOException, InterruptedException, DemoFailure {
        long before = System.nanoTime();
        int status = gateway.stop(STOP);
        check(status == 0, "the gateway stopped with status " + status);
        report.event("gateway", "stopped " + (System.nanoTime() - before) / 1_000_000 + " ms after SIGTERM");
        int found = traces.count(dropBox.heard()) + traces.count(gateway.console()) + traces.count(stage.data());
        leaked += found;
        report.event("keys", found + " traces of the keys in FTP's answers, on the console, in log and data folder");
    }

    /** Measures from the answer to the broker's first connection; one that was quicker than the answer counts as 0. */
    private void swapped(Broker broker, String name, long asked, long answered, Identity identity)
            throws InterruptedException, DemoFailure {
        Broker.Arrival arrival = broker.await(asked, DEADLINE, from(Stage.CLIENT, identity))
                .orElseThrow(() -> new DemoFailure(name + ", but the broker saw no connection with " + hex(identity)));
        double millis = Math.max(0, arrival.nanos() - answered) / 1e6;
        swaps.add(new Outcome.Swap(name, hex(identity), millis));
        report.event("swap", name + ": the broker sees " + hex(identity) + " after " + Math.round(millis) + " ms");
    }

    private void reconnect(Broker broker, Identity identity, String what) throws InterruptedException, DemoFailure {
        long before = System.nanoTime();
        stage.line().cut();
        check(
                broker.await(before, DEADLINE, from(Stage.LINE_CLIENT, identity))
                        .isPresent(),
                "no new connection with " + what);
        report.event("mqtt", "cut off and back, with " + what);
    }

    private DropBox.Answer accept(DropBox dropBox, String name, byte[] content) throws IOException, DemoFailure {
        DropBox.Answer answer = dropBox.upload(name, content);
        report.event("upload", name + " -> " + answer);
        check(answer.taken(), name + " was refused: " + answer);
        return answer;
    }

    private void refuse(DropBox dropBox, String what, byte[] content) throws IOException {
        DropBox.Answer answer = dropBox.upload("private.key", content);
        report.event("upload", "private.key (" + what + ") -> " + answer);
        if (answer.code() == 550) {
            rejected++;
        }
    }

    private void pause(long begin, double part) throws InterruptedException {
        long until = begin + (long) (publishing.toNanos() * part);
        Thread.sleep(Math.max(0, (until - System.nanoTime()) / 1_000_000));
    }

    private static long revision(DropBox.Answer answer) throws DemoFailure {
        var matcher = REVISION.matcher(answer.text());
        check(matcher.find(), "no revision in \"" + answer + "\"");
        return Long.parseLong(matcher.group(1));
    }

    private static Predicate<Broker.Arrival> from(String client, Identity identity) {
        BigInteger serial = identity.certificate().getSerialNumber();
        return arrival -> arrival.client().equals(client) && arrival.serial().equals(serial);
    }

    private static String hex(Identity identity) {
        return identity.certificate().getSerialNumber().toString(16);
    }

    private static void check(boolean condition, String otherwise) throws DemoFailure {
        if (!condition) {
            throw new DemoFailure(otherwise);
        }
    }
}
