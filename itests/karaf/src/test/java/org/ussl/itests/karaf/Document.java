// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The commands that a document tells its readers to type. */
record Document(List<Command> commands) {

    /**
     * A line of a document.
     *
     * @param inKaraf whether it is typed into Karaf's console, and not into a shell
     */
    record Command(boolean inKaraf, String text) {}

    private static final String SHELL = "$ ";
    private static final String KARAF = "karaf@root()> ";

    static Document read(String path) throws IOException {
        return of(Files.readString(Release.checkout().resolve(path)));
    }

    /** Reads what follows a heading, up to the next one. */
    static Document readSection(String path, String heading) throws IOException {
        String text = Files.readString(Release.checkout().resolve(path));
        int begin = text.indexOf("\n" + heading + "\n") + heading.length() + 2;
        return of(text.substring(begin, text.indexOf("\n## ", begin)));
    }

    private static Document of(String text) {
        return new Document(text.lines()
                .filter(line -> line.startsWith(SHELL) || line.startsWith(KARAF))
                .map(line -> line.startsWith(SHELL)
                        ? new Command(false, line.substring(SHELL.length()))
                        : new Command(true, line.substring(KARAF.length())))
                .toList());
    }
}
