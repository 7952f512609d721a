// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.monitor.internal.CheckResult.Status.CRITICAL;
import static org.ussl.monitor.internal.CheckResult.Status.OK;
import static org.ussl.monitor.internal.CheckResult.Status.TEMPORARILY_UNAVAILABLE;
import static org.ussl.monitor.internal.CheckResult.Status.WARN;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ussl.credential.CrlInfo;

class GatewayHealthTest {
    private final Rig rig = new Rig();

    private CheckResult result(String check, Instant now) {
        return new GatewayHealth(
                        rig::sources,
                        () -> MonitorSettings.parse("/metrics", "", false, 30, 7),
                        Clock.fixed(now, ZoneOffset.UTC),
                        System::nanoTime)
                .checks().stream()
                        .filter(each -> each.name().equals(check))
                        .findFirst()
                        .orElseThrow()
                        .result();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-31T12:00:00Z, OK",
        "2026-12-31T11:59:59Z, WARN",
        "2026-12-08T12:00:00Z, WARN",
        "2026-12-08T11:59:59Z, CRITICAL",
        "2026-12-01T12:00:00Z, CRITICAL",
        "2026-12-01T11:59:59Z, CRITICAL"
    })
    void validityWarnsAndFailsAsConfigured(String end, CheckResult.Status status) {
        rig.profiles.add(Rig.profile("line-3", List.of(Rig.certificate("CN=gw-17", end)), List.of()));
        assertThat(result("expiry", Rig.NOW).status()).isEqualTo(status);
    }

    @Test
    void theWorstIsToldWithWhatToDo() {
        rig.profiles.add(
                Rig.profile("line-3", List.of(Rig.certificate("CN=gw-17", "2026-12-20T00:00:00Z")), List.of()));
        rig.profiles.add(
                Rig.profile("line-4", List.of(Rig.certificate("CN=gw-18", "2026-11-01T00:00:00Z")), List.of()));
        assertThat(result("expiry", Rig.NOW))
                .isEqualTo(CheckResult.critical(
                        "line-4: CN=gw-18 in cert.pem has ended on 2026-11-01: upload its successor"));
    }

    @Test
    void anOverdueRevocationListIsAWarning() {
        rig.profiles.add(Rig.profile(
                "line-3",
                List.of(),
                List.of(),
                List.of(new CrlInfo(
                        "CN=CA",
                        Optional.empty(),
                        Rig.NOW.minus(Duration.ofDays(9)),
                        Optional.of(Rig.NOW.minusSeconds(1)),
                        0,
                        "00"))));
        assertThat(result("expiry", Rig.NOW).status()).isEqualTo(WARN);
        assertThat(result("expiry", Rig.NOW).message()).contains("crl.pem");
    }

    @Test
    void aClockBeforeTheLastDeliveryIsWrong() {
        assertThat(result("clock", Instant.EPOCH).status()).isEqualTo(CRITICAL);
        rig.profiles.add(Rig.profile("line-3", List.of(), List.of()));
        assertThat(result("clock", Rig.NOW).status()).isEqualTo(OK);
        assertThat(result("clock", Rig.NOW.minusSeconds(1)).status()).isEqualTo(CRITICAL);
    }

    @Test
    void whatIsNotThereIsToldAsSuch() {
        assertThat(result("store", Rig.NOW).status()).isEqualTo(CRITICAL);
        assertThat(result("ingest", Rig.NOW).status()).isEqualTo(CRITICAL);
        assertThat(result("mqtt", Rig.NOW)).isEqualTo(CheckResult.ok("no connection is configured"));
        assertThat(result("expiry", Rig.NOW)).isEqualTo(CheckResult.ok("there is no certificate yet"));
    }

    @Test
    void aCheckIsDoneOnceInAWhileHoweverManyAsk() {
        AtomicLong nanos = new AtomicLong();
        AtomicInteger done = new AtomicInteger();
        GatewayCheck check =
                new GatewayCheck("x", 60, nanos::get, () -> CheckResult.ok("time " + done.incrementAndGet()));
        check.result();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
        assertThat(check.result().message()).isEqualTo("time 1");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(check.result().message()).isEqualTo("time 2");
    }

    @Test
    void whoAsksWhileACheckHangsIsToldSoAndDoesNotWait() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        GatewayCheck check = new GatewayCheck("x", 60, System::nanoTime, () -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return CheckResult.ok("done");
        });
        CompletableFuture<CheckResult> first = CompletableFuture.supplyAsync(check::result);
        begun.await();
        assertThat(check.result().status()).isEqualTo(TEMPORARILY_UNAVAILABLE);
        end.countDown();
        assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(CheckResult.ok("done"));
        assertThat(check.result()).isEqualTo(CheckResult.ok("done"));
    }

    @Test
    void aCheckThatThrowsHasFailed() {
        CheckResult result = new GatewayCheck("x", 60, System::nanoTime, () -> {
                    throw new IllegalStateException("the store stops");
                })
                .result();
        assertThat(result.status()).isEqualTo(CRITICAL);
        assertThat(result.message()).contains("the store stops");
    }

    @Test
    void theShellHasALineForEachCheck() {
        rig.profiles.add(
                Rig.profile("line-3", List.of(Rig.certificate("CN=gw-17", "2026-12-20T00:00:00Z")), List.of()));
        assertThat(new HealthCommand(rig.health()).health().lines())
                .hasSize(5)
                .contains("expiry  warning      line-3: CN=gw-17 in cert.pem ends on 2026-12-20, in 18 days: upload its"
                        + " successor")
                .contains("clock   ok           says 2026-12-01T12:00:00Z");
    }

    @Test
    void scriptsReadTheChecksAsJson() {
        rig.profiles.add(
                Rig.profile("line-3", List.of(Rig.certificate("CN=a \\\"b", "2026-12-20T00:00:00Z")), List.of()));
        assertThat(new HealthCommand(rig.health()).health("--json"))
                .startsWith("[{\"check\":\"expiry\",\"status\":\"warn\",\"works\":true,\"message\":\"line-3: CN=a"
                        + " \\\\\\\"b in cert.pem")
                .contains("{\"check\":\"clock\",\"status\":\"ok\",\"works\":true,"
                        + "\"message\":\"says 2026-12-01T12:00:00Z\"}")
                .endsWith("}]");
    }

    @Test
    void theCommandTellsWhatItTakes() {
        HealthCommand command = new HealthCommand(rig.health());
        assertThat(command.health("--help")).startsWith("Usage: ussl:health").contains("Example: ussl:health --json");
        assertThat(command.health("--verbose\u001b[2J"))
                .startsWith("Unknown option: '--verbose?[2J'\nUsage: ussl:health");
    }
}
