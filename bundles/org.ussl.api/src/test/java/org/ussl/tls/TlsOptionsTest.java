// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TlsOptionsTest {
    private static final String PIN = "sha256/" + "A".repeat(43) + "=";

    @Test
    void startWithTheReferencesDefaults() {
        TlsOptions options = TlsOptions.builder().build();
        assertThat(options.certReqs()).isEqualTo(CertReqs.NONE);
        assertThat(options.serverSide()).isFalse();
        assertThat(options.keyfile()).isNull();
        assertThat(options.certfile()).isNull();
        assertThat(options.caCerts()).isNull();
        assertThat(options.checkHostname()).isTrue();
        assertThat(options.doHandshakeOnConnect()).isTrue();
        assertThat(options.crlMode()).isEqualTo(CrlMode.SOFT);
        assertThat(options.swapPolicy()).isEqualTo(SwapPolicy.KEEP);
    }

    @Test
    void ofAProfileVerifyAndShowAllThreePartsOfIt() {
        TlsOptions options = TlsOptions.profile("line-3");
        assertThat(options.certReqs()).isEqualTo(CertReqs.REQUIRED);
        assertThat(options.keyfile()).hasToString("/flash/cert/line-3/private.key");
        assertThat(options.certfile()).hasToString("/flash/cert/line-3/cert.pem");
        assertThat(options.caCerts()).hasToString("/flash/cert/line-3/ca.pem");
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                refused("certReqs=REQUIRED needs caCerts", b -> b.certReqs(CertReqs.REQUIRED)),
                refused("certReqs=OPTIONAL needs caCerts", b -> b.certReqs(CertReqs.OPTIONAL)),
                refused("serverSide needs keyfile and certfile", b -> b.serverSide(true)),
                refused("keyfile needs certfile", b -> b.keyfile("/flash/cert/private.key")),
                refused("certfile needs keyfile", b -> b.certfile("/flash/cert/cert.pem")),
                refused("caCerts must name a ca.pem", b -> b.caCerts("/flash/cert/cert.pem")),
                refused(
                        "keyfile must name a private.key",
                        b -> b.keyfile("/flash/cert/ca.pem").certfile("/flash/cert/cert.pem")),
                refused(
                        "keyfile and certfile must be of one profile",
                        b -> b.keyfile("/flash/cert/a/private.key").certfile("/flash/cert/b/cert.pem")),
                refused("pins need certReqs", b -> b.pins(PIN)),
                refused("pins: \"sha256/AAAA\"", b -> trusting(b).pins("sha256/AAAA")),
                refused("pins: \"sha1/", b -> trusting(b).pins("sha1/" + "A".repeat(43) + "=")),
                refused("peerCheck needs certReqs", b -> b.peerCheck(chain -> {})),
                refused("crlMode=HARD needs certReqs", b -> b.crlMode(CrlMode.HARD)),
                refused("sniProfiles need serverSide", b -> b.sniProfiles("other")),
                refused(
                        "profile: \"Other Name\"",
                        b -> b.profileName("own").serverSide(true).sniProfiles("Other Name")),
                refused("protocols has a blank or a repeated name", b -> b.protocols("TLSv1.3", "TLSv1.3")),
                refused("cipherSuites has a blank or a repeated name", b -> b.cipherSuites(" ")),
                refused("serverHostname is blank", b -> b.serverHostname(" ")),
                refused("handshakeTimeout must be more than zero", b -> b.handshakeTimeout(Duration.ZERO)),
                refused(
                        "swapPolicy: DRAIN needs a grace of more than zero",
                        b -> b.swapPolicy(SwapPolicy.drain(Duration.ZERO))),
                refused("is no credential", b -> b.caCerts("/etc/ssl/ca.pem")));
    }

    private static Arguments refused(String message, UnaryOperator<TlsOptionsBuilder> change) {
        return Arguments.of(message, change);
    }

    private static TlsOptionsBuilder trusting(TlsOptionsBuilder builder) {
        return builder.certReqs(CertReqs.REQUIRED).caCerts("/flash/cert/ca.pem");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    void refuseWhatContradictsItselfByTheOptionsName(String message, UnaryOperator<TlsOptionsBuilder> change) {
        assertThatThrownBy(() -> change.apply(TlsOptions.builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void trustTheJvmsRootsOnlyWhenAskedByName() {
        TlsOptions options = TlsOptions.builder()
                .certReqs(CertReqs.REQUIRED)
                .caCerts("system")
                .build();
        assertThat(options.systemTrust()).isTrue();
        assertThat(options.caCerts()).isNull();
        assertThat(options.toBuilder().profileName("own").build().systemTrust()).isFalse();
    }

    @Test
    void takeAPin() {
        assertThatCode(() -> trusting(TlsOptions.builder()).pins(PIN).build()).doesNotThrowAnyException();
    }

    @Test
    void areTheSameAfterARoundTripThroughTheBuilder() {
        TlsOptions options = TlsOptions.profile("own").toBuilder()
                .serverHostname("broker")
                .checkHostname(false)
                .protocols("TLSv1.3")
                .cipherSuites("TLS_AES_128_GCM_SHA256")
                .groups("x25519")
                .alpn("mqtt")
                .crlMode(CrlMode.HARD)
                .pins(PIN)
                .peerCheck(chain -> {})
                .swapPolicy(SwapPolicy.drain(Duration.ofSeconds(3)))
                .handshakeTimeout(Duration.ofSeconds(5))
                .doHandshakeOnConnect(false)
                .build();
        assertThat(options.toBuilder().build()).isEqualTo(options);
        TlsOptions server = TlsOptions.profile("own").toBuilder()
                .serverSide(true)
                .sniProfiles("other")
                .build();
        assertThat(server.toBuilder().build()).isEqualTo(server);
    }
}
