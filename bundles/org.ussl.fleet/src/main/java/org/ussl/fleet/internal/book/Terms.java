// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.book;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ussl.credential.CredentialPath;

/**
 * How a roll-out goes.
 *
 * @param profile the profile that is delivered
 * @param stages percentages of the targets, growing, the last one 100
 * @param pause between a stage that has gone well and the next one
 * @param limit the largest share of failures, in percent of those that were delivered to, with which it goes on
 * @param patience how long a gateway that is there may take to answer before it counts as a failure
 */
public record Terms(String profile, List<Double> stages, Duration pause, double limit, Duration patience) {

    /** Refuses what no roll-out can be. */
    public Terms {
        stages = List.copyOf(stages);
        if (!CredentialPath.isProfileName(profile)) {
            throw new IllegalArgumentException(
                    profile + ": no profile can have this name (a-z, 0-9, dot, dash, underscore)");
        }
        double before = 0;
        for (double stage : stages) {
            if (!(stage > before && stage <= 100)) {
                throw new IllegalArgumentException("--stages: percentages that grow, to 100%; such as 1%,10%,100%");
            }
            before = stage;
        }
        if (before != 100) {
            throw new IllegalArgumentException("--stages: the last one must be 100%");
        }
        if (pause.isNegative() || patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("--pause and --patience: must not be negative");
        }
        if (!(limit >= 0 && limit <= 100)) {
            throw new IllegalArgumentException("--limit: a percentage, 0% to 100%");
        }
    }

    /**
     * How many of the targets are in the first stages.
     *
     * @param targets how many there are
     * @param stage how many stages
     * @return at least one for the first of them
     */
    public int reached(int targets, int stage) {
        return stage == 0 ? 0 : (int) Math.min(targets, Math.ceil(stages.get(stage - 1) * targets / 100));
    }

    /** With another limit. */
    Terms limit(double other) {
        return new Terms(profile, stages, pause, other, patience);
    }

    List<String> lines() {
        List<String> percentages = new ArrayList<>();
        stages.forEach(stage -> percentages.add(stage.toString()));
        return List.of(
                profile, String.join(" ", percentages), pause.toMillis() + " " + limit + " " + patience.toMillis());
    }

    static Terms parse(List<String> lines) {
        List<Double> stages = new ArrayList<>();
        for (String stage : lines.get(1).split(" ")) {
            stages.add(Double.valueOf(stage));
        }
        String[] words = lines.get(2).split(" ");
        return new Terms(
                lines.get(0),
                stages,
                Duration.ofMillis(Long.parseLong(words[0])),
                Double.parseDouble(words[1]),
                Duration.ofMillis(Long.parseLong(words[2])));
    }
}
