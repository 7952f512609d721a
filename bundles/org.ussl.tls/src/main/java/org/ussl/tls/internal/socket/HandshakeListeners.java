// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to know of a socket's handshakes. They hear of the wrapped socket and not of the engine's own below it,
 * which would lead past what the service watches.
 */
final class HandshakeListeners implements HandshakeCompletedListener {
    private final SSLSocket socket;
    private final Set<HandshakeCompletedListener> listeners = new LinkedHashSet<>();
    private @Nullable SSLSocket engaged;
    private boolean listening;

    HandshakeListeners(SSLSocket socket) {
        this.socket = socket;
    }

    synchronized void add(@Nullable HandshakeCompletedListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("null is no listener");
        }
        listeners.add(listener);
        listen();
    }

    synchronized void remove(@Nullable HandshakeCompletedListener listener) {
        if (!listeners.remove(listener)) {
            throw new IllegalArgumentException("not a listener of this socket: " + listener);
        }
    }

    /** From now on it is this engine's socket whose handshakes count. */
    synchronized void listenTo(SSLSocket tls) {
        engaged = tls;
        listen();
    }

    /** Only if somebody wants to know: JSSE starts a thread to tell. */
    private void listen() {
        SSLSocket tls = engaged;
        if (tls != null && !listening && !listeners.isEmpty()) {
            tls.addHandshakeCompletedListener(this);
            listening = true;
        }
    }

    @Override
    public void handshakeCompleted(HandshakeCompletedEvent event) {
        HandshakeCompletedEvent told = new HandshakeCompletedEvent(socket, event.getSession());
        snapshot().forEach(listener -> listener.handshakeCompleted(told));
    }

    private synchronized List<HandshakeCompletedListener> snapshot() {
        return List.copyOf(listeners);
    }
}
