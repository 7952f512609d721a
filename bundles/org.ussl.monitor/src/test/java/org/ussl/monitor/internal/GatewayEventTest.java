// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ussl.credential.AuditEvent;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialVersion;

class GatewayEventTest {
    private static final Origin ANN = new Origin("ann", "ftp", "192.0.2.7:2000");

    private static CredentialVersion version(Change change) {
        return new CredentialVersion("line-3", 7, Rig.NOW, List.of(), List.of(), List.of(), null, change);
    }

    @Test
    void aChangeOfTheVersionInUseIsToldByWhatMadeIt() {
        assertThat(GatewayEvent.of(version(Change.delivery(CredentialPart.CA, ANN))))
                .satisfies(event -> {
                    assertThat(event.topic()).isEqualTo("org/ussl/credential/COMMITTED");
                    assertThat(event.properties())
                            .containsEntry("ussl.profile", "line-3")
                            .containsEntry("ussl.revision", 7L)
                            .containsEntry("ussl.user", "ann")
                            .containsEntry("ussl.transport", "ftp")
                            .containsEntry("ussl.part", new String[] {"ca.pem"});
                });
        assertThat(GatewayEvent.of(version(Change.removal(CredentialPart.CA, ANN)))
                        .topic())
                .isEqualTo("org/ussl/credential/REMOVED");
        assertThat(GatewayEvent.of(version(Change.rollback(3, ANN)))).satisfies(event -> {
            assertThat(event.topic()).isEqualTo("org/ussl/credential/ROLLED_BACK");
            assertThat(event.properties()).containsEntry("ussl.restored", 3L);
        });
        assertThat(GatewayEvent.of(version(Change.UNKNOWN)).topic()).isEqualTo("org/ussl/credential/COMMITTED");
    }

    @ParameterizedTest
    @CsvSource({
        "delivery, pending, PENDING",
        "request, pending, PENDING",
        "delivery, refused, REFUSED",
        "removal, refused, REFUSED",
        "drop, removed, DROPPED",
        "drop, expired, DROPPED"
    })
    void whatChangesNothingInUseIsToldToo(String name, String outcome, String topic) {
        GatewayEvent event = GatewayEvent.of(Rig.event(
                        name, outcome, "ftp", Map.of("part", "cert.pem", "reason", "EXPIRED", "message", "words")))
                .orElseThrow();
        assertThat(event.topic()).isEqualTo("org/ussl/credential/" + topic);
        assertThat(event.properties())
                .containsEntry("ussl.profile", "default")
                .containsEntry("ussl.part", "cert.pem")
                .containsEntry("ussl.reason", "EXPIRED")
                .containsEntry("ussl.message", "words")
                .containsEntry("timestamp", Rig.NOW.toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({
        "delivery, committed",
        "delivery, unchanged",
        "removal, removed",
        "rollback, committed",
        "login, admitted"
    })
    void nothingIsToldTwice(String name, String outcome) {
        assertThat(GatewayEvent.of(Rig.event(name, outcome, "ftp", Map.of()))).isEmpty();
    }

    @Test
    void aRefusedLoginIsNoCredentials() {
        assertThat(GatewayEvent.of(new AuditEvent(Rig.NOW, "login", "refused", Optional.empty(), ANN, Map.of())))
                .isEmpty();
    }
}
