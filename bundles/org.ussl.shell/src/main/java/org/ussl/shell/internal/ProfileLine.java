// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import picocli.CommandLine.Parameters;

/** A line that names a profile. */
class ProfileLine extends Line {

    @Parameters(index = "0", paramLabel = "PROFILE", description = "The profile's name, such as line-3.")
    String profile = "";
}
