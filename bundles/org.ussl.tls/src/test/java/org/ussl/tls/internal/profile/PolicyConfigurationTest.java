// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SwapPolicy;

class PolicyConfigurationTest {

    @Test
    void readsWhatIsConfigured() {
        assertThat(ProfilePolicy.parse(" line-3 ", "Required", new String[] {"TLSv1.3", " "}, "hard", "drain", 60))
                .isEqualTo(new ProfilePolicy(
                        "line-3",
                        CertReqs.REQUIRED,
                        List.of("TLSv1.3"),
                        CrlMode.HARD,
                        SwapPolicy.drain(Duration.ofSeconds(60)),
                        null));
    }

    @ParameterizedTest
    @CsvSource({
        "minimumCertReqs, always, TLSv1.3, off, keep, 30",
        "protocols, none, SSLv3, off, keep, 30",
        "minimumCrlMode, none, TLSv1.3, on, keep, 30",
        "swapPolicy, none, TLSv1.3, off, never, 30",
        "drainSeconds, none, TLSv1.3, off, drain, 0",
    })
    void demandsThatCannotBeReadLetNothingThrough(
            String key, String certReqs, String protocol, String crlMode, String swapPolicy, int drain) {
        ProfilePolicy policy =
                ProfilePolicy.parse("default", certReqs, new String[] {protocol}, crlMode, swapPolicy, drain);

        assertThat(policy.profile()).isEqualTo("default");
        assertThat(policy.fault()).startsWith(key + ": ");
    }

    @Test
    void refusesWhatNamesNoProfile() {
        assertThatThrownBy(() -> ProfilePolicy.parse("A b", "none", new String[0], "off", "keep", 30))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("profile: ");
    }
}
