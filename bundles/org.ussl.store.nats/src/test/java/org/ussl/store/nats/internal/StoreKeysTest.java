// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.GatewayProfile;
import org.ussl.credential.KeyKind;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;
import org.ussl.store.file.internal.SealedFileStore;
import org.ussl.store.file.internal.StoreOpening;
import org.ussl.store.file.internal.StoreSettings;
import org.ussl.store.nats.internal.sealing.Party;

class StoreKeysTest {

    private static final List<String> PROFILES = List.of(GatewayProfile.FLEET_SEALING, GatewayProfile.FLEET_SIGNING);

    @TempDir
    Path home;

    @Test
    void areMadeOnceAndKeptOverRestarts() throws Exception {
        Party first;
        try (SealedFileStore store = store("credentials")) {
            first = StoreKeys.open(store, "gw-1").party();
            assertThat(store.profiles()).containsExactlyInAnyOrderElementsOf(PROFILES);
        }
        try (SealedFileStore store = store("credentials")) {
            assertThat(StoreKeys.open(store, "gw-1").party()).isEqualTo(first);
            assertThat(store.current(PROFILES.get(0)).orElseThrow().revision()).isEqualTo(1);
        }
    }

    @Test
    void sayWhatTheyAreForAndDoNotEnd() throws Exception {
        try (SealedFileStore store = store("credentials")) {
            StoreKeys.open(store, "gw-1");

            X509Certificate sealing = certificate(store, GatewayProfile.FLEET_SEALING);
            X509Certificate signing = certificate(store, GatewayProfile.FLEET_SIGNING);
            sealing.verify(signing.getPublicKey());
            signing.verify(signing.getPublicKey());
            assertThat(signing.getKeyUsage()[0]).as("digitalSignature").isTrue();
            assertThat(signing.getKeyUsage()[4]).as("keyAgreement").isFalse();
            assertThat(sealing.getKeyUsage()[4]).as("keyAgreement").isTrue();
            assertThat(sealing.getKeyUsage()[0]).as("digitalSignature").isFalse();
            assertThat(sealing.getNotAfter().toInstant()).isEqualTo("9999-12-31T23:59:59Z");
        }
    }

    @Test
    void startsThatMeetMakeOnePair() throws Exception {
        int starts = 4;
        ExecutorService threads = Executors.newFixedThreadPool(starts);
        try (SealedFileStore store = store("credentials")) {
            CyclicBarrier together = new CyclicBarrier(starts);
            List<Future<Party>> parties = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                parties.add(threads.submit(() -> {
                    together.await();
                    return StoreKeys.open(store, "gw-1").party();
                }));
            }
            Party one = parties.get(0).get(60, TimeUnit.SECONDS);
            for (Future<Party> each : parties) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(one);
            }
            assertThat(store.current(PROFILES.get(0)).orElseThrow().revision()).isEqualTo(1);
            assertThat(store.current(PROFILES.get(1)).orElseThrow().revision()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void startThatWasCutOffBetweenKeyAndCertificateIsMadeAgain() throws Exception {
        try (SealedFileStore store = store("credentials")) {
            store.generate(GatewayProfile.FLEET_SIGNING, KeyKind.EC_P256, Origin.GATEWAY);
        }
        try (SealedFileStore store = store("credentials")) {
            StoreKeys keys = StoreKeys.open(store, "gw-1");
            assertThat(keys.sign(new byte[] {1})).isNotEmpty();
            assertThat(store.pending(GatewayProfile.FLEET_SIGNING).publicKey()).isNull();
        }
    }

    @Test
    void anotherStoreIsAnotherCard() throws Exception {
        try (SealedFileStore one = store("one");
                SealedFileStore other = store("other")) {
            assertThat(StoreKeys.open(other, "gw-1").party())
                    .isNotEqualTo(StoreKeys.open(one, "gw-1").party());
        }
    }

    @Test
    void keysThatAreMovedKeepTheCard() throws Exception {
        try (SealedFileStore one = store("one");
                SealedFileStore other = store("other")) {
            Party party = StoreKeys.open(one, "gw-1").party();
            for (String profile : PROFILES) {
                other.transfer().takeOver(profile, one.transfer().seal(profile, true), false, Origin.UNKNOWN);
            }
            assertThat(StoreKeys.open(other, "gw-1").party()).isEqualTo(party);
        }
    }

    @Test
    void keyThatIsExchangedBehindTheirBackIsNotUsed() throws Exception {
        try (SealedFileStore one = store("one");
                SealedFileStore other = store("other")) {
            StoreKeys keys = StoreKeys.open(one, "gw-1");
            StoreKeys.open(other, "gw-1");
            one.transfer()
                    .takeOver(
                            GatewayProfile.FLEET_SIGNING,
                            other.transfer().seal(GatewayProfile.FLEET_SIGNING, true),
                            true,
                            Origin.UNKNOWN);

            assertThatThrownBy(() -> keys.sign(new byte[] {1}))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("another key in ussl.fleet.signing");

            one.commit(GatewayProfile.FLEET_SIGNING, CredentialUpdate.ofIdentity(Identity.NONE));
            assertThatThrownBy(() -> keys.sign(new byte[] {1}))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("no key in ussl.fleet.signing any more");
        }
    }

    @Test
    void storeThatMakesNoKeysIsRefused() {
        CredentialStore none = proxy((method, arguments) -> {
            if (method.equals("current")) {
                return Optional.empty();
            }
            throw new UnsupportedOperationException("this store makes no keys");
        });
        assertThatThrownBy(() -> StoreKeys.open(none, "gw-1"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("this store makes no keys");
    }

    @Test
    void storeWhoseKeysAgreeOnNothingIsRefused() throws Exception {
        try (SealedFileStore store = store("credentials")) {
            CredentialStore signsAlone = proxy((method, arguments) -> {
                Object answer =
                        CredentialStore.class.getMethod(method, types(method)).invoke(store, arguments);
                return method.equals("current") ? ((Optional<?>) answer).map(StoreKeysTest::signingAlone) : answer;
            });

            assertThatThrownBy(() -> StoreKeys.open(signsAlone, "gw-1"))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageStartingWith("the store cannot open what is sealed for this gateway: ");
        }
    }

    private static Object signingAlone(Object answer) {
        CredentialVersion version = (CredentialVersion) answer;
        SigningKey key = version.key();
        return new CredentialVersion(
                version.profile(),
                version.revision(),
                version.committedAt(),
                version.trustAnchors(),
                version.crls(),
                version.chain(),
                new SigningKey() {
                    @Override
                    public PublicKey publicKey() {
                        return key.publicKey();
                    }

                    @Override
                    public byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
                            throws java.security.GeneralSecurityException {
                        return key.sign(algorithm, parameters, content);
                    }
                },
                version.change());
    }

    private static Class<?>[] types(String method) {
        return switch (method) {
            case "current" -> new Class<?>[] {String.class};
            case "generate" -> new Class<?>[] {String.class, KeyKind.class, Origin.class};
            default -> new Class<?>[] {String.class, CredentialUpdate.class};
        };
    }

    private interface Answers {
        Object to(String method, Object[] arguments) throws Exception;
    }

    private static CredentialStore proxy(Answers answers) {
        return (CredentialStore) Proxy.newProxyInstance(
                StoreKeysTest.class.getClassLoader(),
                new Class<?>[] {CredentialStore.class},
                (proxy, method, arguments) -> {
                    try {
                        return answers.to(method.getName(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static X509Certificate certificate(CredentialStore store, String profile) {
        return store.current(profile).orElseThrow().chain().get(0);
    }

    private SealedFileStore store(String folder) throws CredentialStoreException {
        return new StoreOpening(StoreSettings.of(home.resolve(folder).toString(), null, null, null, null, null, 5))
                .open();
    }
}
