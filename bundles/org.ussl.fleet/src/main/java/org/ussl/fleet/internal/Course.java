// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.PrintWriter;
import java.util.function.Consumer;
import org.ussl.fleet.internal.book.Plan;
import org.ussl.fleet.internal.rollout.Standing.State;
import org.ussl.fleet.internal.rollout.Tally;

/** Shows how a roll-out goes on: a bar at a terminal, otherwise a line for each change. */
final class Course implements Consumer<Tally> {

    private static final int WIDTH = 79;
    private static final int BAR = 20;

    private final PrintWriter out;
    private final boolean terminal;
    private String shown = "";

    Course(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void accept(Tally tally) {
        String line = line(tally);
        if (line.equals(shown)) {
            return;
        }
        shown = line;
        if (terminal) {
            String bar = bar(tally) + " " + line;
            String fit = bar.length() > WIDTH ? bar.substring(0, WIDTH) : bar;
            out.print("\r" + fit + " ".repeat(WIDTH - fit.length()));
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Ends the bar's line. */
    void end() {
        if (terminal && !shown.isEmpty()) {
            out.println();
            out.flush();
        }
    }

    private static String bar(Tally tally) {
        int all = tally.plan().targets().size();
        long answered = tally.count(State.APPLIED) + tally.count(State.WAITS) + tally.failures();
        int full = all == 0 ? 0 : (int) (BAR * answered / all);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }

    static String line(Tally tally) {
        Plan plan = tally.plan();
        StringBuilder line = new StringBuilder("stage ")
                .append(plan.course().stage())
                .append('/')
                .append(plan.terms().stages().size())
                .append(": ")
                .append(tally.count(State.APPLIED) + tally.count(State.WAITS))
                .append(" of ")
                .append(plan.targets().size())
                .append(" applied");
        for (State state : new State[] {
            State.WAITS, State.REFUSED, State.OVERTAKEN, State.SILENT, State.OFFLINE, State.REVOKED, State.TRYING
        }) {
            if (tally.count(state) > 0) {
                line.append(", ").append(tally.count(state)).append(' ').append(state.word());
            }
        }
        boolean pausing = plan.course().state() == Plan.State.RUNNING
                && plan.course().stage() > 0
                && plan.course().isSettled();
        return pausing
                ? line + "; pause until "
                        + When.of(plan.course().settled().plus(plan.terms().pause()))
                : line.toString();
    }
}
