// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses that begin alike, such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}. */
final class AddressRange {

    private static final Pattern TEXT = Pattern.compile("([0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");

    private final byte[] first;
    private final int bits;

    private AddressRange(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /**
     * Reads an address with or without the number of bits that count.
     *
     * @throws IllegalArgumentException if it is none
     */
    static AddressRange parse(String text) {
        var matcher = TEXT.matcher(text.trim());
        if (matcher.matches()) {
            try {
                byte[] first = InetAddress.getByName(matcher.group(1)).getAddress();
                int bits = matcher.group(2) == null ? first.length * 8 : Integer.parseInt(matcher.group(2));
                if (bits <= first.length * 8) {
                    return new AddressRange(first, bits);
                }
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("\"" + text + "\" is not an address or a range of them", e);
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is not an address or a range such as 192.0.2.0/24");
    }

    boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != first.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((other[bit / 8] & mask) != (first[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
