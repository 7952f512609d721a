// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.felix.utils.json.JSONWriter;

/**
 * What a command answers.
 *
 * @param data for scripts: maps, collections, texts, numbers, truth values
 * @param words for people
 */
record Answer(Object data, Function<Style, String> words) {

    static Answer of(Object data, String words) {
        return new Answer(data, style -> words);
    }

    static Answer of(Object data, Table table) {
        return new Answer(data, table::text);
    }

    /** That it could not be done. */
    static Answer failure(String why) {
        return of(
                Map.of("ok", false, "message", why),
                why.lines().map(Text::printable).collect(Collectors.joining("\n")));
    }

    String json() {
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
