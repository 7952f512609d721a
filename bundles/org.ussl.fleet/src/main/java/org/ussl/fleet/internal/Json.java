// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.apache.felix.utils.json.JSONWriter;

/** Answers for scripts. */
final class Json {

    private Json() {}

    static String of(Object data) {
        StringWriter text = new StringWriter();
        try {
            JSONWriter writer = new JSONWriter(text);
            writer.value(data);
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
