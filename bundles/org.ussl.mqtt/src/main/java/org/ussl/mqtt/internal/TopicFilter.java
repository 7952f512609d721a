// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

/** A topic filter (MQTT 3.1.1, section 4.7; shared subscriptions as in MQTT 5, section 4.8.2). */
record TopicFilter(String text) {
    private static final String SHARED = "$share/";

    /** Refuses what is not a topic filter. */
    TopicFilter {
        String[] levels = pattern(text).split("/", -1);
        if (pattern(text).isEmpty() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a topic filter must not be empty nor hold NUL");
        }
        for (int i = 0; i < levels.length; i++) {
            boolean hash = levels[i].indexOf('#') >= 0;
            if (hash && (levels[i].length() > 1 || i < levels.length - 1)) {
                throw new IllegalArgumentException(text + ": # must be the last level, alone");
            }
            if (levels[i].indexOf('+') >= 0 && levels[i].length() > 1) {
                throw new IllegalArgumentException(text + ": + must be a level alone");
            }
        }
    }

    private static String pattern(String text) {
        if (!text.startsWith(SHARED)) {
            return text;
        }
        int end = text.indexOf('/', SHARED.length());
        return end < 0 ? "" : text.substring(end + 1);
    }

    boolean matches(String topic) {
        String[] filter = pattern(text).split("/", -1);
        String[] levels = topic.split("/", -1);
        // Section 4.7.2: a wildcard at the start does not match the broker's own topics.
        if (topic.startsWith("$") && (filter[0].equals("+") || filter[0].equals("#"))) {
            return false;
        }
        for (int i = 0; i < filter.length; i++) {
            if (filter[i].equals("#")) {
                // It matches its parent level too: i may be one past the end.
                return true;
            }
            if (i >= levels.length || !filter[i].equals("+") && !filter[i].equals(levels[i])) {
                return false;
            }
        }
        return filter.length == levels.length;
    }
}
