// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import picocli.CommandLine.Option;

/** What every command's line may have; picocli fills it in. */
class Line {

    @Option(names = "--json", description = "Answer in JSON, for scripts.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    boolean help;
}
