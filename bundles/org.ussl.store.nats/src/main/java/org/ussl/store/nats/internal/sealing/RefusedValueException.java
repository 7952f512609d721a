// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value was refused before anything of it was used. The message tells an operator why; it holds nothing of it. */
public final class RefusedValueException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why a value was refused. */
    public enum Reason {
        /** It is larger than any value may be. */
        TOO_LARGE,
        /** It is cut off, was changed on the way, or is no sealed value. */
        DAMAGED,
        /** It is sealed for others. */
        NOT_FOR_US,
        /** Who signed it is not trusted, or not any more; or the signature is not his. */
        UNKNOWN_SENDER,
        /** It was made for another fleet, gateway or profile than it came for. */
        MISPLACED,
        /** It is older than one that was taken. */
        STALE,
        /** Its sender did not know of one that was taken, and might undo it without knowing. */
        OVERTAKEN
    }

    private final Reason reason;

    RefusedValueException(Reason reason, String message) {
        this(reason, message, null);
    }

    RefusedValueException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /**
     * Why it was refused.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    static RefusedValueException damaged(@Nullable Throwable cause) {
        return new RefusedValueException(
                Reason.DAMAGED, "is cut off, was changed after it was sealed, or is no sealed value", cause);
    }
}
