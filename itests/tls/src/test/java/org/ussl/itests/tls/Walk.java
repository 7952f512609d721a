// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * Makes the same calls on two kinds of socket in the same states, and compares what comes of them and how they leave
 * the socket. Each call has a pair of sockets to itself.
 *
 * @param states the states to walk through
 * @param calls the calls to make in each
 * @param usual makes what the other is measured by
 * @param wrapped makes what is tested
 */
record Walk<S, T extends AutoCloseable>(List<S> states, List<Call<T>> calls, Maker<S, T> usual, Maker<S, T> wrapped) {

    private static final Call<AutoCloseable> END = new Call<>("end", target -> {
        target.close();
        return null;
    });

    @FunctionalInterface
    interface Maker<S, T> {
        T make(S state) throws Exception;
    }

    /** Refuses every difference that the file does not explain, and every explanation that is not needed. */
    void compare(String deviationsFile, Engine engine) throws Exception {
        Deviations deviations = Deviations.read(deviationsFile, engine);
        for (S state : states) {
            for (Call<T> call : calls) {
                try (T expected = usual.make(state);
                        T actual = wrapped.make(state)) {
                    deviations.compareStates(
                            state, "before", call.stateAfter(expected, calls), call.stateAfter(actual, calls));
                    deviations.compare(state, call.name(), "outcome", call.on(expected), call.on(actual));
                    deviations.compareStates(
                            state, call.name(), call.stateAfter(expected, calls), call.stateAfter(actual, calls));
                    deviations.compare(state, call.name(), "end", END.on(expected), END.on(actual));
                }
            }
        }
        assertThat(deviations.unexplained()).isEmpty();
        assertThat(deviations.idle()).isEmpty();
    }
}
