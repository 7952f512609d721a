// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

/** Writes Prometheus' text format, version 0.0.4: each family once, with its help and type before its samples. */
final class Exposition {

    /** What it is, for HTTP. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** What the outside world chose, such as a subject, is cut to this length. */
    private static final int MAX_VALUE = 128;

    private final StringBuilder text = new StringBuilder(8192);
    private String family = "";

    /** Begins a family of counters; their name ends in {@code _total}. */
    Exposition counter(String name, String help) {
        return family(name, "counter", help);
    }

    /** Begins a family of values that go up and down. */
    Exposition gauge(String name, String help) {
        return family(name, "gauge", help);
    }

    private Exposition family(String name, String type, String help) {
        family = name;
        text.append("# HELP ").append(name).append(' ');
        escape(help, false);
        text.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /** Adds a sample to the family that was begun last; labels are names and values in turn. */
    Exposition sample(long value, String... labels) {
        text.append(family);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            String label = labels[i + 1];
            escape(label.length() > MAX_VALUE ? label.substring(0, MAX_VALUE) : label, true);
            text.append('"');
        }
        text.append(labels.length > 0 ? "} " : " ").append(value).append('\n');
        return this;
    }

    private void escape(String value, boolean quoted) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                text.append("\\\\");
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c == '"' && quoted) {
                text.append("\\\"");
            } else {
                // A half of a pair, which a cut may have left, is no UTF-8.
                text.append(Character.isISOControl(c) || isHalf(value, i) ? '?' : c);
            }
        }
    }

    private static boolean isHalf(String value, int i) {
        char c = value.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
