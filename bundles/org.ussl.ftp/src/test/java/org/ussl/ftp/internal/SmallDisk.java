// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of one mebibyte, which needs root; where nobody may mount, the test is skipped. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;

    SmallDisk(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", folder.toString());
        assumeTrue(mounted, "nobody may mount a disk here");
    }

    /** Writes until nothing goes any more; answers what was written. */
    Path fill() throws IOException {
        Path filler = folder.resolve("filler");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return filler;
        }
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    @Override
    public void close() throws Exception {
        // Lazily: what a session has open must not keep the disk.
        run("umount", "-l", folder.toString());
    }
}
