// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ussl.testing.pki.Identity;

/**
 * Two gateways at work, which wait for their operator: what he does is done by hand, in another terminal, and this one
 * shows what the broker sees of it. Played once, by one thread, until that is interrupted.
 */
final class FleetScenario implements AutoCloseable {
    private static final List<String> NAMES = List.of("gw-1", "gw-2");
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,-]+");

    private final Report report;
    private final FleetGateway.Place place;
    private final FleetFolder fleet;
    private final Engine engine;
    private final FleetWorkshop workshop = new FleetWorkshop();
    private final List<FleetGateway> gateways = new ArrayList<>(); // guarded by this
    private @Nullable Broker broker; // guarded by this
    private int arrivals;
    private List<String> trusted = List.of();

    FleetScenario(Report report, FleetGateway.Place place, FleetFolder fleet, Engine engine) {
        this.report = report;
        this.place = place;
        this.fleet = fleet;
        this.engine = engine;
    }

    /** Plays it; what went wrong is in the outcome. An interrupt ends it, and is no failure once all is at work. */
    FleetOutcome play() {
        Optional<String> failure = Optional.empty();
        try {
            Broker opened = open();
            prepare(opened);
            try {
                watch(opened);
            } catch (InterruptedException e) {
                return new FleetOutcome(finish(), Optional.empty());
            }
        } catch (DemoFailure e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException | UncheckedIOException e) {
            failure = Optional.of(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new FleetOutcome(List.of(), Optional.of("ended before both gateways were at work"));
        }
        List<FleetGateway> all = all();
        for (FleetGateway each : all) {
            each.lastWords().forEach(line -> report.event(each.name() + " says", line));
        }
        return new FleetOutcome(all.stream().map(FleetGateway::figures).toList(), failure);
    }

    private Broker open() throws IOException {
        Broker opened = new Broker(place.folder(), workshop.broker, List.of(workshop.authority.certificate()));
        synchronized (this) {
            broker = opened;
        }
        report.event("broker", "Moquette with mutual TLS on 127.0.0.1:" + opened.port());
        return opened;
    }

    private void prepare(Broker opened) throws IOException, InterruptedException, DemoFailure {
        fleet.make();
        for (String name : NAMES) {
            long before = System.nanoTime();
            // One after the other: a first start prepares the next ones.
            FleetGateway gateway = new FleetGateway(name, place, fleet, engine, workshop, opened.port());
            synchronized (this) {
                gateways.add(gateway);
            }
            Identity first = workshop.first(name);
            DropBox.Answer answer = gateway.deliver(first, workshop.authority.pem());
            report.event(name, "is up; first credential by FTP: " + answer);
            if (opened.await(before, DEADLINE, arrival -> arrival.client().equals(name))
                    .isEmpty()) {
                throw new DemoFailure(name + " did not connect with its first certificate");
            }
            showArrivals(opened, Duration.ZERO);
            gateway.publish(place.app());
            fleet.add(name, gateway.card(), workshop.renewed(name));
            report.event(
                    name,
                    "publishes a reading every " + Stage.PERIOD.toMillis() + " ms; its card is " + fleet.card(name));
        }
        report.event(
                "next", "in another terminal, in this folder, these two; a passphrase of your choice is asked for:");
        StringBuilder init = new StringBuilder("./gateway fleet init --name alice --fleet ")
                .append(fleet.fleet())
                .append(" --server ")
                .append(engine);
        NAMES.forEach(name -> init.append(" --enrol ").append(quoted(fleet.card(name))));
        report.event("next", init.append(" >").append(quoted(fleet.operators())).toString());
        report.event("next", "./gateway fleet push default --to all " + quoted(fleet.renewed()) + "/");
        report.event("next", "and watch here; Ctrl-C ends the demo and counts the readings");
    }

    private void watch(Broker opened) throws IOException, InterruptedException, DemoFailure {
        boolean told = false;
        while (true) {
            showArrivals(opened, LOOK);
            showTrusted();
            List<FleetGateway> all = all();
            for (FleetGateway each : all) {
                each.check();
            }
            if (!told && all.stream().allMatch(FleetGateway::hasSwapped)) {
                told = true;
                report.event("fleet", "both have swapped; Ctrl-C ends the demo and counts the readings");
            }
        }
    }

    private void showArrivals(Broker opened, Duration patience) throws InterruptedException, DemoFailure {
        List<Broker.Arrival> more = opened.after(arrivals, patience);
        arrivals += more.size();
        for (Broker.Arrival each : more) {
            for (FleetGateway gateway : all()) {
                if (gateway.name().equals(each.client())) {
                    report.event(gateway.name(), gateway.seen(each.certificate()));
                }
            }
        }
    }

    private void showTrusted() throws IOException {
        List<String> now = fleet.trusted();
        if (!now.equals(trusted)) {
            trusted = now;
            report.event(
                    "operators",
                    now.isEmpty() ? "the gateways trust nobody" : "the gateways trust " + String.join(", ", now));
        }
    }

    private List<FleetOutcome.Figures> finish() throws InterruptedException, DemoFailure {
        List<FleetOutcome.Figures> figures = new ArrayList<>();
        for (FleetGateway each : all()) {
            figures.add(each.finish());
        }
        return figures;
    }

    private synchronized List<FleetGateway> all() {
        return List.copyOf(gateways);
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** Ends everything that still runs. */
    @Override
    public synchronized void close() {
        List<AutoCloseable> parts = new ArrayList<>(gateways);
        if (broker != null) {
            parts.add(broker);
        }
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("demo: could not close " + part.getClass().getSimpleName() + ": " + e);
            }
        }
    }
}
