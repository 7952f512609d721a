// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes JSON (RFC 8259) on one line, in ASCII: what a terminal makes of other characters is its own affair. */
final class Json {

    private Json() {}

    static String object(Map<String, Object> members) {
        return members.entrySet().stream()
                .map(member -> string(member.getKey()) + ":" + value(member.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String value(Object value) {
        if (value instanceof Number number) {
            return number.toString();
        }
        if (value instanceof Collection<?> all) {
            return all.stream().map(Json::value).collect(Collectors.joining(",", "[", "]"));
        }
        return string(String.valueOf(value));
    }

    private static String string(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7f) {
                json.append(c);
            } else {
                json.append(String.format("\\u%04x", (int) c));
            }
        }
        return json.append('"').toString();
    }
}
