// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

class FlightTest {
    private final List<Outgoing> acknowledged = new ArrayList<>();
    private final Flight flight = new Flight(acknowledged::add);
    private final Outgoing message = outgoing(1);

    private static Outgoing outgoing(long number) {
        return new Outgoing(number, MqttMessage.of("t", new byte[0], MqttQos.AT_LEAST_ONCE));
    }

    @Test
    void takesARemovalForAnAcknowledgement() {
        Flight.Leg leg = flight.next();
        leg.board(message, () -> leg.put("s-1", "packet"));
        CompletableFuture.runAsync(() -> leg.remove("s-1")).join();
        assertThat(acknowledged).containsExactly(message);
        assertThat(leg.keys()).isEmpty();
    }

    @Test
    void carriesWhatIsNotAcknowledgedToTheNextWire() {
        Flight.Leg old = flight.next();
        old.board(message, () -> old.put("s-1", "packet"));
        Flight.Leg next = flight.next();
        old.remove("s-1");
        old.clear();
        assertThat(acknowledged).isEmpty();
        assertThat(old.keys()).isEmpty();
        assertThat(next.get("s-1")).isEqualTo("packet");
        next.remove("s-1");
        assertThat(acknowledged).containsExactly(message);
    }

    @Test
    void doesNotTakeAFailedHandOverForAnAcknowledgement() {
        Flight.Leg leg = flight.next();
        assertThatThrownBy(() -> leg.board(message, () -> {
                    leg.put("s-1", "packet");
                    leg.remove("s-1"); // As Paho undoes it.
                    throw new IOException("closing");
                }))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> leg.board(message, () -> {
                    leg.put("s-2", "packet");
                    throw new IOException("closing");
                }))
                .isInstanceOf(IOException.class);
        assertThat(acknowledged).isEmpty();
        assertThat(flight.next().keys()).isEmpty();
        assertThat(flight.unload()).isEmpty();
    }

    @Test
    void givesEverythingBackForACleanStart() {
        Flight.Leg leg = flight.next();
        Outgoing second = outgoing(2);
        leg.board(message, () -> leg.put("s-7", "packet"));
        leg.board(second, () -> leg.put("s-3", "packet"));
        leg.clear();
        assertThat(flight.unload()).containsExactly(message, second);
        assertThat(flight.next().keys()).isEmpty();
    }
}
