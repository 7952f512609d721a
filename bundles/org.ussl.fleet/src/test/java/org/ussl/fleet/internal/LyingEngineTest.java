// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import org.junit.jupiter.api.Test;

/** What an engine does that shows operators what none of them has put there. With Debian's nats-server. */
class LyingEngineTest extends Stage {

    @Test
    void changedCardIsNotUsed() throws Exception {
        enrolled(1);
        try (Connection connection = connect()) {
            KeyValue bucket = connection.keyValue(FLEET);
            byte[] forged = bucket.get("card.gw-0").getValue().clone();
            forged[forged.length / 2] ^= 1;
            bucket.put("card.gw-0", forged);
        }

        assertRefused("card.gw-0", "not used");
    }

    @Test
    void strangersCardIsNotUsed() throws Exception {
        operator("mallory");
        fleet("mallory", "enrol", gateway("gw-0").card(folder).toString());

        assertRefused("not signed by anyone who is trusted", "fleet trust");
    }

    @Test
    void cardOfAnotherGatewayIsNotUsed() throws Exception {
        enrolled(2);
        try (Connection connection = connect()) {
            KeyValue bucket = connection.keyValue(FLEET);
            bucket.put("card.gw-0", bucket.get("card.gw-1").getValue());
        }

        assertRefused("card.gw-0", "signed for another place");
    }

    @Test
    void cardOfBeforeItsRevocationIsNotUsed() throws Exception {
        enrolled(1);
        byte[] before;
        try (Connection connection = connect()) {
            before = connection.keyValue(FLEET).get("card.gw-0").getValue();
        }
        fleet("alice", "revoke", "gw-0");
        try (Connection connection = connect()) {
            connection.keyValue(FLEET).put("card.gw-0", before);
        }

        assertRefused("card.gw-0", "went back");
    }

    @Test
    void forgedPlanIsNotUsed() throws Exception {
        enrolled(1).forEach(this::start);
        Run push = fleet("alice", "push", "default", "--to", "all", file("one"));
        try (Connection connection = connect()) {
            KeyValue bucket = connection.keyValue(FLEET);
            byte[] plan = bucket.get("plan." + push.rollOut()).getValue();
            bucket.put("plan.copy", plan);
            byte[] forged = plan.clone();
            forged[forged.length / 2] ^= 1;
            bucket.put("plan.forged", forged);
        }

        assertThat(fleet("alice", "continue", "copy").err()).contains("signed for another place");
        assertThat(fleet("alice", "continue", "forged").err()).contains("plan.forged", "not used");
    }

    private void assertRefused(String... words) {
        Run push = fleet("alice", "push", "default", "--to", "all", file("one"));
        assertThat(push.status()).as(push.all()).isEqualTo(FleetTool.FAILED);
        assertThat(push.err()).contains(words);
    }
}
