// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.engine.NatsServer;

class SentProfilesTest {

    private static final String FLEET = "plant";
    private static final int MOST = 256;

    @TempDir
    private Path folder;

    @Test
    void believesNothingThatIsNoProfile() {
        assertThat(parse("default\nline.3\n../../etc\n\nussl.fleet.sealing\nwith space\n"))
                .containsExactly("default", "line.3");
        assertThat(parse("")).isEmpty();
    }

    @Test
    void takesNoMoreThanAGatewayCanHaveUseFor() {
        String many = IntStream.range(0, 5000).mapToObj(i -> "p" + i).collect(Collectors.joining("\n"));
        assertThat(parse(many)).hasSize(MOST);
        assertThat(parse("default\n" + "x".repeat(70_000))).isEmpty();
    }

    @Test
    void keepsWhatManyNoteAtOnceAndSaysWhenItIsTooMuch() throws Exception {
        assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
        try (NatsServer server = NatsServer.start(folder);
                Connection connection = Nats.connect(new Options.Builder()
                        .server(server.url())
                        .connectionTimeout(Duration.ofSeconds(60))
                        .build())) {
            KeyValueOptions patient = KeyValueOptions.builder()
                    .jsRequestTimeout(Duration.ofSeconds(60))
                    .build();
            connection.keyValueManagement(patient).create(FleetBucket.of(FLEET).build());
            KeyValue bucket = connection.keyValue(FLEET, patient);
            ExecutorService operators = Executors.newFixedThreadPool(4);
            try {
                List<Future<?>> notes = new ArrayList<>();
                for (int i = 0; i < MOST; i++) {
                    String profile = "p" + i;
                    notes.add(operators.submit(() -> {
                        SentProfiles.note(bucket, "gw-1", profile);
                        return profile;
                    }));
                }
                for (Future<?> note : notes) {
                    note.get();
                }
            } finally {
                operators.shutdownNow();
            }
            SentProfiles.note(bucket, "gw-1", "p0");
            assertThat(SentProfiles.parse(bucket.get("sent.gw-1").getValue()).names())
                    .hasSize(MOST);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> SentProfiles.note(bucket, "gw-1", "one-more"))
                    .withMessage("gw-1 was sent 256 profiles, and takes no more");
        }
    }

    private static Iterable<String> parse(String value) {
        return SentProfiles.parse(value.getBytes(StandardCharsets.UTF_8)).names();
    }
}
