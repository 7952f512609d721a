// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/** A socket in a state, and the streams that it gave when it was connected. */
final class WalkedSocket implements AutoCloseable {

    /** The states in which every method is called. */
    enum State {
        FRESH,
        BOUND,
        CONNECTED,
        INPUT_SHUT,
        OUTPUT_SHUT,
        CLOSED,
        CLOSED_UNCONNECTED;

        private boolean connected() {
            return this != FRESH && this != BOUND && this != CLOSED_UNCONNECTED;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final int PATIENCE_MILLIS = 30_000;
    private static final String ENTERED = "entered";

    private final State state;
    private final Socket socket;
    private final InetSocketAddress server;
    private InputStream in;
    private OutputStream out;
    private String entered;

    private WalkedSocket(Socket socket, InetSocketAddress server, State state) {
        this.state = state;
        this.socket = socket;
        this.server = server;
    }

    /** Brings a fresh socket into a state. */
    static WalkedSocket of(Socket socket, InetSocketAddress server, State state) throws IOException {
        WalkedSocket walked = new WalkedSocket(socket, server, state);
        if (state.connected()) {
            socket.connect(server, PATIENCE_MILLIS);
            if (socket instanceof SSLSocket tls) {
                tls.getSession(); // Shakes hands, if connecting has not done so.
            }
            walked.in = socket.getInputStream();
            walked.out = socket.getOutputStream();
        }
        walked.entered = new Call<Socket>("enter", target -> walked.enter()).on(socket);
        return walked;
    }

    private String enter() throws IOException {
        switch (state) {
            case BOUND -> socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            case INPUT_SHUT -> socket.shutdownInput();
            case OUTPUT_SHUT -> socket.shutdownOutput();
            case CLOSED, CLOSED_UNCONNECTED -> socket.close();
            default -> {
                // As it is.
            }
        }
        return ENTERED;
    }

    /** Whether the other side has no reason to say anything: nobody has spoken to it, or closed, or could. */
    private boolean nothingComes() {
        return state == State.CONNECTED || !ENTERED.equals(entered);
    }

    /** What people do with sockets, beside their methods one by one; and how this one came into its state. */
    static List<Call<WalkedSocket>> usages() {
        return List.of(
                new Call<>("getEntered()", walked -> walked.entered),
                usage("connect(server)", walked -> walked.socket.connect(walked.server)),
                usage("connect(server, 30000)", walked -> walked.socket.connect(walked.server, PATIENCE_MILLIS)),
                new Call<>("talk on new streams", walked -> {
                    walked.socket.getOutputStream().write(1);
                    return walked.socket.getInputStream().read();
                }),
                new Call<>("talk on old streams", walked -> {
                    walked.out.write(1);
                    return walked.in.read();
                }),
                new Call<>("read what does not come", walked -> {
                    walked.socket.setSoTimeout(walked.nothingComes() ? 1 : PATIENCE_MILLIS);
                    return walked.in.read();
                }),
                new Call<>("available", walked -> walked.in.available()),
                usage("flush", walked -> walked.out.flush()),
                usage("close the input", walked -> walked.in.close()),
                usage("close the output", walked -> walked.out.close()));
    }

    /** A call of a method of the socket. */
    static Call<WalkedSocket> onSocket(Call<? super Socket> call) {
        return new Call<>(call.name(), walked -> {
            Object result = call.body().run(walked.socket);
            return result == walked.socket ? "itself" : result;
        });
    }

    static Call<WalkedSocket> onSslSocket(Call<SSLSocket> call) {
        return new Call<>(call.name(), walked -> call.body().run((SSLSocket) walked.socket));
    }

    private static Call<WalkedSocket> usage(String name, Usage usage) {
        return new Call<>(name, walked -> {
            usage.on(walked);
            return null;
        });
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @FunctionalInterface
    private interface Usage {
        void on(WalkedSocket walked) throws IOException;
    }
}
