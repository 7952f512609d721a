// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ussl.ftp.internal.Operator.Outcome;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;

/** Uploads that are refused in the middle: the client can send all of it, and then hears why. */
class RefusedUploadTest {

    /** More than sockets hold when nobody reads. */
    private static final int MUCH = 12 << 20;

    private static final long MORE = 2L * MUCH;

    private static final int CURL_SEND_ERROR = 55;

    private static final Pace ANY_PACE = new Pace(0, Duration.ZERO, System::nanoTime);

    private static final PatientStream.Opening REFUSED = () -> {
        throw new IOException("not there");
    };

    @TempDir
    Path folder;

    private static Map<String, Object> refusing(String reason) {
        return switch (reason) {
            case "maxUploadBytes" -> Map.of("maxUploadBytes", MUCH - 1L);
            case "maxFlashBytes" -> Map.of("maxUploadBytes", MORE, "maxFlashBytes", 100_000L);
            case "disk is full" -> Map.of("maxUploadBytes", MORE, "minFreeBytes", Long.MAX_VALUE / 2);
            default -> Map.of("maxUploadBytes", MORE);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "/flash/much, 552, maxUploadBytes",
        "/flash/much, 552, maxFlashBytes",
        "/flash/much, 452, disk is full",
        "/flash/cert/ca.pem, 552, which is no credential",
    })
    void sendsAllAndHearsWhy(String path, String code, String reason) throws Exception {
        try (Gateway gateway = Gateway.withUser(folder, refusing(reason));
                Wire wire = Wire.login(gateway)) {
            wire.ask("TYPE I", "200");
            assertThat(wire.upload(path, new byte[MUCH])).startsWith(code + " ").contains(reason);
            assertThat(wire.broken()).isNull();
            assertThat(wire.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/flash/much, 552, maxUploadBytes",
        "/flash/much, 452, disk is full",
        "/flash/cert/ca.pem, 552, which is no credential",
    })
    void isToldByCurl(String path, String code, String reason) throws Exception {
        try (Operator operator = new Operator(folder, Gateway.withUser(folder, refusing(reason)))) {
            Files.write(operator.upload.resolve("much"), new byte[MUCH]);
            Outcome outcome = operator.run(List.of(
                    "curl",
                    "-sv",
                    "--noproxy",
                    "*",
                    "-u",
                    Gateway.USER + ":" + Gateway.PASSWORD,
                    "-T",
                    "much",
                    operator.url(path)));
            assertThat(outcome.output()).contains("< " + code + " ").contains(reason);
            assertThat(outcome.status()).as(outcome.output()).isNotIn(0, CURL_SEND_ERROR);
        }
    }

    @Test
    void sendsAllThroughTlsAndHearsWhy() throws Exception {
        // Java's client cannot resume a session on another port.
        Map<String, Object> keys = Map.of("requireTlsReuse", false, "maxUploadBytes", MUCH - 1L);
        TlsDouble tls = new TlsDouble();
        tls.use(
                Authority.create("CN=Plant CA")
                        .issue(Certificate.named("CN=gw-17").ip("127.0.0.1")),
                null);
        SSLContext context = Wire.trusting(null);
        try (Gateway gateway = Gateway.withUser(folder, keys)) {
            gateway.services.tls.bind(tls.service());
            try (Wire wire = Wire.to(gateway)) {
                wire.startTls(context);
                wire.ask("USER " + Gateway.USER, "331");
                wire.ask("PASS " + Gateway.PASSWORD, "230");
                wire.protect(context);
                wire.ask("TYPE I", "200");
                assertThat(wire.upload("/flash/much", new byte[MUCH]))
                        .startsWith("552 ")
                        .contains("maxUploadBytes");
                assertThat(wire.broken()).isNull();
            }
        }
    }

    /** A client that never ends is broken off, and told so all the same if it reads. */
    @Test
    void isBrokenOffWithFarTooMuch() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder);
                Wire wire = Wire.login(gateway)) {
            wire.ask("TYPE I", "200");
            byte[] block = new byte[64 * 1024];
            try (Socket data = wire.passive()) {
                wire.ask("STOR /flash/endless", "150");
                assertThatThrownBy(() -> {
                            while (true) {
                                data.getOutputStream().write(block);
                            }
                        })
                        .isInstanceOf(IOException.class);
                assertThat(wire.reply()).startsWith("552 ").contains("maxUploadBytes");
            }
            assertThat(wire.upload("/flash/little", "x")).startsWith("226 ");
        }
    }

    /** What an upload is written to may fail as it likes: it is asked no more, and closed once. */
    @Test
    void throwsAwayWhatCannotBeWritten() throws Exception {
        List<String> calls = new ArrayList<>();
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                calls.add("write");
                throw new IOException("the disk is broken");
            }

            @Override
            public void close() {
                calls.add("close");
            }
        };
        PatientStream stream = new PatientStream("/flash/a", () -> broken, 10, ANY_PACE);
        stream.write(new byte[5]);
        stream.write(1);
        stream.flush();
        assertThat(calls).containsExactly("write", "close");
        assertThatThrownBy(stream::close).hasMessage("the disk is broken");
        stream.close();
    }

    /** As FtpServer does: what fails is closed again, and an exception cannot be added to itself. */
    @Test
    void saysOnceWhyItBreaksOff() {
        assertThatThrownBy(() -> {
                    try (OutputStream stream = new PatientStream("/flash/a", REFUSED, 10, ANY_PACE)) {
                        stream.write(new byte[10]);
                        stream.write(1);
                    }
                })
                .hasMessage("not there")
                .hasNoSuppressedExceptions();
    }

    @Test
    void isNotPatientWithOneThatComesDropByDrop() {
        AtomicLong nanos = new AtomicLong();
        assertThatThrownBy(() -> {
                    try (OutputStream stream = new PatientStream("/flash/a", REFUSED, 1000, pace(nanos))) {
                        stream.write(1);
                        nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
                        stream.write(1);
                    }
                })
                .hasMessage("not there");
        OutputStream file = OutputStream.nullOutputStream();
        assertThatThrownBy(() -> {
                    try (OutputStream stream = new PatientStream("/flash/a", () -> file, 1000, pace(nanos))) {
                        nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
                        stream.write(1);
                    }
                })
                .hasMessageContaining("minUploadBytesPerSecond");
    }

    private static Pace pace(AtomicLong nanos) {
        return new Pace(64, Duration.ofSeconds(30), nanos::get);
    }
}
