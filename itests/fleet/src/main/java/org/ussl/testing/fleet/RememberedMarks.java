// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ussl.store.nats.internal.sealing.Mark;
import org.ussl.store.nats.internal.sealing.Marks;

/** Marks of a gateway that never restarts: thousands of gateways would share one disk's fsync otherwise. */
public final class RememberedMarks implements Marks {
    private final Map<String, Mark> marks = new ConcurrentHashMap<>();

    @Override
    public Mark last(String profile) {
        return marks.getOrDefault(profile, Mark.NONE);
    }

    @Override
    public void remember(String profile, Mark mark) {
        marks.put(profile, mark);
    }
}
