// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.util.regex.Pattern;

/**
 * Who brought a change, and which way. Told by the transport, kept with the version and in the audit log; never a
 * secret. Each value is cut to 128 characters and freed of control characters, because it comes from outside.
 *
 * @param user the name that the transport knows the person or machine by; empty if it knows none
 * @param transport the way, such as {@code ftp}, {@code est}, {@code shell}; empty if nobody told
 * @param address where it came from, such as {@code 192.0.2.7:49152}; empty if it came from the gateway itself
 */
public record Origin(String user, String transport, String address) {

    private static final int MAX_LENGTH = 128;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    /** Nobody told. */
    public static final Origin UNKNOWN = new Origin("", "", "");

    /** The gateway itself, for what it does on time. */
    public static final Origin GATEWAY = new Origin("", "gateway", "");

    /** Makes each value fit for one line. */
    public Origin {
        user = line(user);
        transport = line(transport);
        address = line(address);
    }

    private static String line(String text) {
        String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
        return UNPRINTABLE.matcher(cut).replaceAll("?");
    }
}
