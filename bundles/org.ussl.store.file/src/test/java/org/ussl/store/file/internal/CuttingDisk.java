// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A disk whose power fails at a given call: that call does nothing, and none after it does. Beside the real files it
 * keeps what would be on the medium: names and renamings are there for sure after their folder was synchronised, and
 * before that may be or not, in their order, as on a journalling file system.
 */
final class CuttingDisk extends Disk {

    /** No exception, so that nobody handles it: there is no power to do so. */
    static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;

        PowerCut() {
            super("power cut", null, false, false);
        }
    }

    private record Step(Path folder, Consumer<Map<Path, byte[]>> effect) {}

    private final int cutAt;
    private final Map<Path, byte[]> durable = new HashMap<>();
    private final List<Step> loose = new ArrayList<>();
    private int calls;

    CuttingDisk(int cutAt) {
        this.cutAt = cutAt;
    }

    /** Every state that the medium may be in now. */
    List<Map<Path, byte[]>> possibleStates() {
        List<Map<Path, byte[]>> states = new ArrayList<>();
        for (int kept = 0; kept <= loose.size(); kept++) {
            Map<Path, byte[]> state = new HashMap<>(durable);
            loose.subList(0, kept).forEach(step -> step.effect().accept(state));
            states.add(state);
        }
        return states;
    }

    private boolean isCut() {
        return calls++ >= cutAt;
    }

    private void step(Path file, Consumer<Map<Path, byte[]>> effect) {
        loose.add(new Step(file.getParent(), effect));
    }

    @Override
    void create(Path file, byte[] content) throws IOException {
        byte[] half = Arrays.copyOf(content, content.length / 2);
        boolean first = calls <= cutAt;
        if (isCut()) {
            if (first) {
                step(file, state -> state.put(file, half));
            }
            throw new PowerCut();
        }
        super.create(file, content);
        byte[] whole = content.clone();
        step(file, state -> state.put(file, whole));
    }

    @Override
    void replace(Path from, Path to) throws IOException {
        if (isCut()) {
            throw new PowerCut();
        }
        super.replace(from, to);
        step(to, state -> state.put(to, state.remove(from)));
    }

    @Override
    void link(Path from, Path to) throws IOException {
        if (isCut()) {
            throw new PowerCut();
        }
        super.link(from, to);
        step(to, state -> state.put(to, state.get(from)));
    }

    @Override
    void delete(Path file) throws IOException {
        if (isCut()) {
            throw new PowerCut();
        }
        super.delete(file);
        step(file, state -> state.remove(file));
    }

    @Override
    void sync(Path folder) throws IOException {
        if (isCut()) {
            throw new PowerCut();
        }
        super.sync(folder);
        for (Step step : List.copyOf(loose)) {
            if (step.folder().equals(folder)) {
                step.effect().accept(durable);
                loose.remove(step);
            }
        }
    }
}
