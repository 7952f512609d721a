// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CrlInfo;

/**
 * How much of a validity is left, as a colour, in words and as a share. The colours follow the length of the whole:
 * amber in its last third and red in its last tenth, but not sooner than 30 and 7 days before the end. So a certificate
 * of one day is not red from the start, and one of ten years not amber for three of them.
 *
 * @param level the colour
 * @param words the same for people who do not see colours
 * @param percentLeft 0 to 100
 */
record Outlook(Level level, String words, int percentLeft) {

    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration NOW = Duration.ofDays(7);
    private static final int SOON_SHARE = 3;
    private static final int NOW_SHARE = 10;

    /** The colours, the worst last. */
    enum Level {
        /** Green: nothing to do. */
        OK,
        /** Amber: something to do in the next days. */
        SOON,
        /** Red: something to do at once. */
        NOW;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        Level orWorse(Level other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    static Outlook of(CertificateInfo certificate, Instant now) {
        return of(certificate.notBefore(), certificate.notAfter(), now);
    }

    static Outlook of(Instant notBefore, Instant notAfter, Instant now) {
        if (!now.isBefore(notAfter)) {
            return new Outlook(Level.NOW, "expired " + span(Duration.between(notAfter, now)) + " ago", 0);
        }
        if (now.isBefore(notBefore)) {
            return new Outlook(Level.NOW, "valid only in " + span(Duration.between(now, notBefore)), 100);
        }
        Duration whole = Duration.between(notBefore, notAfter);
        Duration left = Duration.between(now, notAfter);
        String words = span(left) + " left";
        int percent = percent(left, whole);
        if (left.compareTo(least(NOW, whole.dividedBy(NOW_SHARE))) < 0) {
            return new Outlook(Level.NOW, words + ", renew now", percent);
        }
        if (left.compareTo(least(SOON, whole.dividedBy(SOON_SHARE))) < 0) {
            return new Outlook(Level.SOON, words + ", renew soon", percent);
        }
        return new Outlook(Level.OK, words, percent);
    }

    /** A revocation list is replaced at its end and no earlier: until then nothing is to be done. */
    static Outlook of(CrlInfo list, Instant now) {
        if (list.nextUpdate().isEmpty()) {
            return new Outlook(Level.OK, "no next list is promised", 100);
        }
        Instant next = list.nextUpdate().get();
        if (!now.isBefore(next)) {
            return new Outlook(Level.NOW, "next list overdue for " + span(Duration.between(next, now)), 0);
        }
        Duration left = Duration.between(now, next);
        return new Outlook(
                Level.OK, "next list in " + span(left), percent(left, Duration.between(list.thisUpdate(), next)));
    }

    /** The same, but not red: something else does its work. */
    Outlook atMostSoon() {
        return level == Level.NOW ? new Outlook(Level.SOON, words, percentLeft) : this;
    }

    private static int percent(Duration left, Duration whole) {
        return (int) Math.min(100, Math.round(100.0 * left.toMillis() / Math.max(1, whole.toMillis())));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** Two days, three hours, one minute: one unit, rounded down. */
    static String span(Duration duration) {
        if (duration.toDays() > 0) {
            return counted(duration.toDays(), "day");
        }
        if (duration.toHours() > 0) {
            return counted(duration.toHours(), "hour");
        }
        if (duration.toMinutes() > 0) {
            return counted(duration.toMinutes(), "minute");
        }
        return "less than a minute";
    }

    private static String counted(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
