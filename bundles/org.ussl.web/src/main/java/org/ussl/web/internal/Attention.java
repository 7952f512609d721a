// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.PendingPart;
import org.ussl.web.internal.Outlook.Level;

/**
 * What an operator has to know in three seconds: one sentence, and what is to be done, the worst first.
 *
 * @param level the worst
 * @param sentence what to read first
 * @param tasks what is to be done
 */
record Attention(Level level, String sentence, List<Task> tasks) {

    /**
     * Something to be done.
     *
     * @param level how urgent
     * @param profile the profile's name, empty for the gateway itself
     * @param text what is wrong and what helps
     */
    record Task(Level level, String profile, String text) {}

    static Attention of(Services services, List<CredentialInfo> profiles, Instant now) {
        List<Task> tasks = new ArrayList<>();
        missing(services, tasks);
        Instant firstEnd = Instant.MAX;
        String first = "";
        for (CredentialInfo info : profiles) {
            ProfileView view = new ProfileView(info, now);
            for (ProfileView.Part part : view.parts()) {
                expiry(info.profile(), part, tasks);
                if (part.part() != CredentialPart.CRL && part.notAfter().isBefore(firstEnd)) {
                    firstEnd = part.notAfter();
                    first = info.profile() + "'s " + part.part().fileName() + ", "
                            + part.outlook().words();
                }
            }
            for (PendingPart part : info.pendingParts()) {
                tasks.add(new Task(Level.SOON, info.profile(), view.waiting(part) + ": upload it, or drop what waits"));
            }
        }
        tasks.sort(Comparator.comparing(Task::level).reversed());
        Level level = tasks.stream().map(Task::level).reduce(Level.OK, Level::orWorse);
        return new Attention(level, sentence(level, tasks, profiles, first), List.copyOf(tasks));
    }

    private static void missing(Services services, List<Task> tasks) {
        if (services.credentials().isEmpty() || services.intake().isEmpty()) {
            tasks.add(new Task(
                    Level.NOW,
                    "",
                    "no credential store is running, nothing can be delivered or shown:"
                            + " start org.ussl.store.file and org.ussl.intake, and look at the log"));
        }
        if (services.tls().isEmpty()) {
            tasks.add(new Task(
                    Level.NOW,
                    "",
                    "the TLS service is not running, no new connection comes about: start org.ussl.tls"));
        }
    }

    private static void expiry(String profile, ProfileView.Part part, List<Task> tasks) {
        Outlook outlook = part.outlook();
        if (outlook.level() != Level.OK) {
            String remedy = part.part() == CredentialPart.CERT
                    ? "upload a new cert.pem, with its private.key if that is new"
                    : "upload a new " + part.part().fileName();
            tasks.add(new Task(
                    outlook.level(),
                    profile,
                    part.part().fileName() + " (" + part.subject() + ") " + outlook.words() + ": " + remedy));
        }
    }

    private static String sentence(Level level, List<Task> tasks, List<CredentialInfo> profiles, String first) {
        if (!tasks.isEmpty()) {
            String what = tasks.size() == 1 ? "One thing needs you" : tasks.size() + " things need you";
            return level == Level.NOW ? what + " now" : what + " soon";
        }
        if (profiles.isEmpty()) {
            return "Nothing was delivered yet";
        }
        String ending = first.isEmpty() ? "" : ". The first to end is " + first;
        return "All is well" + ending;
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("level", level.text());
        tree.put("sentence", sentence);
        tree.put(
                "tasks",
                tasks.stream()
                        .map(task -> Map.of(
                                "level", task.level().text(),
                                "profile", task.profile(),
                                "text", task.text()))
                        .toList());
        return tree;
    }
}
