// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;

/** What no key of a metatype may have: nonsense, and what lies just outside of its range. */
final class BadValues {
    private static final Set<String> NUMBERS = Set.of("Integer", "Long");

    private BadValues() {}

    /** Bad values of a key by what is bad of them; none for text that has no bounds. */
    static Map<String, Object> of(Element key) {
        Map<String, Object> values = new LinkedHashMap<>();
        String type = key.getAttribute("type");
        if (NUMBERS.contains(type)) {
            values.put("nonsense", "nonsense");
            values.put("half a number", 1.5);
            outside(values, "too small", key.getAttribute("min"), -1);
            outside(values, "too large", key.getAttribute("max"), 1);
        } else if (type.equals("Boolean")) {
            values.put("nonsense", "maybe");
        } else if (key.getElementsByTagName("Option").getLength() > 0) {
            values.put("nonsense", "nonsense");
        }
        return values;
    }

    private static void outside(Map<String, Object> values, String what, String bound, int step) {
        if (!bound.isEmpty()) {
            BigInteger value = new BigInteger(bound).add(BigInteger.valueOf(step));
            values.put(what, value.toString());
        }
    }
}
