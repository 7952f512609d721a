// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;

/**
 * Something is not written, for a reason that the client should hear. FtpServer has one text for all failures, so the
 * reason goes to the conversation, which puts it in place of that text.
 */
final class WriteRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private WriteRefusedException(String reason) {
        super(reason);
    }

    /** To be thrown; the reply is the one that the client gets. */
    static WriteRefusedException because(int code, String reason) {
        Conversation conversation = Conversation.current();
        if (conversation != null) {
            conversation.explain(Reply.of(code, reason));
        }
        return new WriteRefusedException(reason);
    }
}
