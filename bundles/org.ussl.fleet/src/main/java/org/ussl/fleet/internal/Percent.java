// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 5%} or {@code 5}. */
final class Percent implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        try {
            return Double.valueOf(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("must be a percentage such as 5%, not " + text);
        }
    }
}
