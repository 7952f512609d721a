// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The engine's processes, as Linux accounts for them.
 *
 * @param pids their ids
 */
record Servers(List<Long> pids) {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux that Java runs on.

    /** Processor time of all until now. */
    double cpuSeconds() throws IOException {
        double ticks = 0;
        for (long pid : pids) {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // Behind the program's name in brackets: state is field 3, utime 14, stime 15.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** What each has in memory, for people. */
    String residentMegabytes() throws IOException {
        StringBuilder text = new StringBuilder();
        for (long pid : pids) {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    long kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
                    text.append(text.isEmpty() ? "" : ", ")
                            .append(String.format(Locale.ROOT, "%d MB", kilobytes / 1024));
                }
            }
        }
        return text.toString();
    }
}
