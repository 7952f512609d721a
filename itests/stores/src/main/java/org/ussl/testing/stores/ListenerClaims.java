// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.spi.CredentialStore.Subscription;
import org.ussl.credential.spi.CredentialUpdate;

/** Who is told of a change, and when. */
interface ListenerClaims extends StoreUnderTest {

    @Test
    default void tellsOfEachChangeAfterItIsVisibleByTheThreadThatMadeIt() throws Exception {
        List<String> told = new ArrayList<>();
        Thread self = Thread.currentThread();
        try (Subscription subscription = store().subscribe(profile -> {
            assertThat(Thread.currentThread()).isSameAs(self);
            told.add(profile + " " + store().current(profile).orElseThrow().revision());
        })) {
            store().commit(PROFILE, Sample.A.update());
            store().commit("other", Sample.B.update());
            store().commit(PROFILE, CredentialUpdate.ofTrust(List.of(Sample.B.ca())));
            store().rollback(PROFILE, 1);
            assertThat(subscription).isNotNull();
        }
        assertThat(told).containsExactly(PROFILE + " 1", "other 1", PROFILE + " 2", PROFILE + " 3");
    }

    @Test
    default void tellsNothingOfWhatWaits() throws Exception {
        List<String> told = new ArrayList<>();
        try (Subscription subscription = store().subscribe(told::add)) {
            store().hold(PROFILE, Sample.A.chain());
            store().hold(PROFILE, Sample.A.key());
            store().drop(PROFILE, CredentialPart.KEY);
            assertThat(subscription).isNotNull();
        }
        assertThat(told).isEmpty();
    }

    @Test
    default void tellsNothingAfterTheSubscriptionEnded() throws Exception {
        List<String> told = new ArrayList<>();
        List<String> other = new ArrayList<>();
        Subscription subscription = store().subscribe(told::add);
        Subscription stays = store().subscribe(other::add);
        subscription.close();
        subscription.close();

        store().commit(PROFILE, Sample.A.update());

        assertThat(told).isEmpty();
        assertThat(other).containsExactly(PROFILE);
        stays.close();
    }

    @Test
    default void aListenerThatFailsHarmsNeitherTheChangeNorTheOthers() throws Exception {
        List<String> told = new ArrayList<>();
        Subscription before = store().subscribe(told::add);
        Subscription failing = store().subscribe(profile -> {
            throw new IllegalStateException("a listener that fails");
        });
        Subscription after = store().subscribe(told::add);

        assertIs(store().commit(PROFILE, Sample.A.update()), Sample.A);

        assertThat(told).containsExactly(PROFILE, PROFILE);
        before.close();
        failing.close();
        after.close();
    }
}
