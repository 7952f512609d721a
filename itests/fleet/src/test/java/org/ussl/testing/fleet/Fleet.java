// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueEntry;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.engine.FleetBucket;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;

/** An operator's side of a fleet of a few gateways: what was pushed to whom, and whether they have it. */
final class Fleet implements AutoCloseable {
    static final String NAME = "plant";
    static final String PROFILE = "line.3";

    /** Shorter than a gateway's usual one. */
    static final Duration PRESENCE = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private final Operator operator;
    private final Connection connection;
    private final KeyValue bucket;
    private final Map<String, List<Operator.Push>> pushed = new HashMap<>();

    private Fleet(Operator operator, Connection connection) throws IOException {
        this.operator = operator;
        this.connection = connection;
        this.bucket = connection.keyValue(NAME);
    }

    /** Makes the bucket, on all servers. */
    static Fleet create(Cluster cluster) throws Exception {
        Connection connection = Nats.connect(
                options(cluster, 0).errorListener(new ErrorListener() {}).build());
        awaitThat(() -> "the cluster makes a bucket", () -> {
            try {
                connection
                        .keyValueManagement()
                        .create(FleetBucket.of(NAME).replicas(Cluster.SIZE).build());
                return true;
            } catch (IOException | JetStreamApiException e) {
                return connection.keyValueManagement().getBucketNames().contains(NAME);
            }
        });
        return new Fleet(new Operator(NAME, SoftwareKeys.generate("alice")), connection);
    }

    /** How everybody connects, a certain server first. */
    static Options.Builder options(Cluster cluster, int first) {
        return new Options.Builder()
                .servers(cluster.urls(first))
                .noRandomize()
                .connectionTimeout(Duration.ofSeconds(5))
                .reconnectWait(Duration.ofMillis(100))
                .maxReconnects(-1);
    }

    Operator operator() {
        return operator;
    }

    /** The server that leads the bucket. */
    int leader() throws Exception {
        List<String> leader = new ArrayList<>();
        awaitThat(() -> "the bucket has a leader", () -> {
            Optional.ofNullable(connection
                            .jetStreamManagement()
                            .getStreamInfo("KV_" + NAME)
                            .getClusterInfo()
                            .getLeader())
                    .filter(name -> !name.isEmpty())
                    .ifPresent(leader::add);
            return !leader.isEmpty();
        });
        return Cluster.number(leader.get(0));
    }

    /** Pushes a renewal, and comes back when the engine has it. */
    void push(Party gateway) throws Exception {
        put(next(gateway));
    }

    /**
     * Puts again what the engine has acknowledged and has not any more: nats-server writes behind, so servers that are
     * killed together may forget their last milliseconds. A sender looks whether his values are there, as here.
     */
    void pushAgainWhatIsLost() throws Exception {
        for (List<Operator.Push> all : pushed.values()) {
            put(all.get(all.size() - 1));
        }
    }

    private void put(Operator.Push push) throws Exception {
        KeyValueEntry[] there = new KeyValueEntry[1];
        String key = BucketKeys.delivery(push.gateway().name(), PROFILE);
        awaitThat(() -> "the engine answers", () -> {
            there[0] = bucket.get(key);
            return true;
        });
        if (there[0] == null || !Arrays.equals(there[0].getValue(), push.value())) {
            operator.put(bucket, push, there[0] == null ? 0 : there[0].getRevision());
        }
    }

    private Operator.Push next(Party gateway) throws Exception {
        List<Operator.Push> before = pushed.computeIfAbsent(gateway.name(), name -> new ArrayList<>());
        Operator.Push push = operator.seal(gateway, PROFILE, before.size() + 1, before.size(), operator.issue(gateway));
        before.add(push);
        return push;
    }

    /** Awaits that the gateway has reported the last push in use, and checks that it is. */
    void awaitInUse(Party gateway, CredentialStore store) throws Exception {
        awaitReport(gateway);
        assertThat(numbers(gateway, store.history(PROFILE)).get(0))
                .isEqualTo(pushed.get(gateway.name()).size());
        assertNothingStrange(gateway, store);
    }

    /** Awaits that the gateway has reported the last push in use. */
    void awaitReport(Party gateway) throws Exception {
        int last = pushed.get(gateway.name()).size();
        Report[] latest = new Report[1];
        awaitThat(
                () -> gateway.name() + " reports delivery " + last + ", and not " + latest[0],
                () -> operator.report(bucket, gateway, PROFILE)
                        .filter(report -> {
                            latest[0] = report;
                            return report.taken() == last && report.outcome() == Report.Outcome.IN_USE;
                        })
                        .isPresent());
    }

    /**
     * Checks what a gateway has and had: whole pairs that were pushed, in the order in which they were, each once and
     * in one revision.
     */
    void assertNothingStrange(Party gateway, CredentialStore store) throws Exception {
        CredentialVersion current = store.current(PROFILE).orElseThrow();
        assertThat(current.key()).isNotNull();
        assertThat(current.key().publicKey()).isEqualTo(current.chain().get(0).getPublicKey());
        List<CredentialVersion> newestFirst = store.history(PROFILE);
        assertThat(newestFirst)
                .allSatisfy(version -> assertThat(version.trustAnchors())
                        .containsExactly(operator.authority().certificate()));
        List<Integer> numbers = numbers(gateway, newestFirst);
        assertThat(numbers).isSortedAccordingTo((a, b) -> b - a).doesNotHaveDuplicates();
        assertThat(store.pending(PROFILE).chain()).isEmpty();
        assertThat(store.pending(PROFILE).publicKey()).isNull();
    }

    /** Which push each version is. */
    private List<Integer> numbers(Party gateway, List<CredentialVersion> versions) {
        List<List<X509Certificate>> chains = pushed.get(gateway.name()).stream()
                .map(push -> push.identity().chain())
                .toList();
        List<Integer> numbers = versions.stream()
                .map(version -> chains.indexOf(version.chain()) + 1)
                .toList();
        assertThat(numbers).as("versions of what was pushed").doesNotContain(0);
        return numbers;
    }

    /** Waits for something that others bring about. */
    static void awaitThat(Supplier<String> what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        Exception last = null;
        while (Instant.now().isBefore(end)) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (IOException | JetStreamApiException e) {
                last = e; // An engine that fails, which is what the tests are about.
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        throw new AssertionError("not within " + PATIENCE + ": " + what.get(), last);
    }

    @Override
    public void close() throws InterruptedException {
        connection.close();
    }
}
