// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.mqtt.MqttMessage;

/**
 * One wire with the version that it was made with. Brings the wire's events to the loop, and drops those that come when
 * it is finished.
 */
final class Session implements Wire.Events {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final TlsVersion version;
    private final Settings settings;
    private final EventLoop loop;
    private final Inbox inbox;
    private final Owner owner;
    private final Wire wire;
    /** Belongs to the loop. */
    private boolean finished;

    Session(TlsVersion version, Settings settings, Flight.Leg leg, EventLoop loop, Inbox inbox, Owner owner) {
        this.version = version;
        this.settings = settings;
        this.loop = loop;
        this.inbox = inbox;
        this.owner = owner;
        this.wire = settings.version5()
                ? new Wire5(settings, version.factory(), leg, this)
                : new Wire3(settings, version.factory(), leg, this);
    }

    TlsVersion version() {
        return version;
    }

    Wire wire() {
        return wire;
    }

    /** Lets no more events through; false if it was so already. */
    boolean finish() {
        boolean wasLive = !finished;
        finished = true;
        return wasLive;
    }

    private void pass(Runnable event) {
        loop.later(() -> {
            if (!finished) {
                event.run();
            }
        });
    }

    @Override
    public void connected() {
        pass(() -> owner.connected(this));
    }

    @Override
    public void broken(Throwable cause) {
        pass(() -> owner.broken(cause));
    }

    @Override
    public void written(Outgoing outgoing) {
        pass(() -> owner.acknowledged(outgoing));
    }

    @Override
    public void unsubscribable(String reason) {
        LOG.warn("{}: the broker refused the subscription {}", settings.name(), reason);
    }

    @Override
    public void arrived(MqttMessage message, Runnable acknowledge) throws InterruptedException {
        inbox.put(message, acknowledge);
    }

    @Override
    public void ended() {
        pass(owner::ended);
    }

    /** Who acts on the events, in the loop's thread. */
    interface Owner {

        /** The broker has accepted the session. */
        void connected(Session session);

        /** It failed or is lost. */
        void broken(Throwable cause);

        /** A message is delivered, or refused. */
        void acknowledged(Outgoing outgoing);

        /** The good-bye is said. */
        void ended();
    }
}
