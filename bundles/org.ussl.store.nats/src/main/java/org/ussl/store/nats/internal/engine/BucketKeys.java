// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import java.util.Optional;
import java.util.regex.Pattern;
import org.ussl.credential.CredentialPath;
import org.ussl.store.nats.internal.sealing.Party;

/**
 * The names in the bucket of a fleet, for both sides. A profile's name may begin a new level or end with a dot, which a
 * key's may not: dots become slashes, which no profile's name has.
 */
public final class BucketKeys {

    private static final String TO = "to.";
    private static final String FROM = "from.";
    private static final String SENT = "sent.";
    private static final String SEEN = "seen.";
    private static final String CARD = "card.";
    private static final String PLAN = "plan.";
    private static final String NEXT = "next.";
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private BucketKeys() {}

    /**
     * Whether a bucket, and so a fleet, can have this name.
     *
     * @param name the name
     * @return true if it can
     */
    public static boolean isFleetName(String name) {
        return BUCKET.matcher(name).matches();
    }

    /**
     * What a gateway listens to.
     *
     * @param gateway the gateway's name
     * @return a pattern of keys
     */
    public static String deliveries(String gateway) {
        return TO + gateway(gateway) + ".*";
    }

    /**
     * The latest deliveries of a profile to all gateways.
     *
     * @param profile the profile's name
     * @return a pattern of keys
     */
    public static String deliveriesOf(String profile) {
        return TO + "*." + profile(profile);
    }

    /**
     * What all gateways say of a profile.
     *
     * @param profile the profile's name
     * @return a pattern of keys
     */
    public static String reportsOf(String profile) {
        return FROM + "*." + profile(profile);
    }

    /**
     * All that gateways say, for operators to watch.
     *
     * @return a pattern of keys
     */
    public static String reports() {
        return FROM + ">";
    }

    /**
     * The presence of all gateways.
     *
     * @return a pattern of keys
     */
    public static String presences() {
        return SEEN + "*";
    }

    /**
     * The cards of all gateways.
     *
     * @return a pattern of keys
     */
    public static String cards() {
        return CARD + "*";
    }

    /**
     * All plans.
     *
     * @return a pattern of keys
     */
    public static String plans() {
        return PLAN + "*";
    }

    /**
     * What waits in a plan for its stage.
     *
     * @param plan the plan's name
     * @return a pattern of keys
     */
    public static String nexts(String plan) {
        return NEXT + gateway(plan) + ".*";
    }

    /**
     * Where the latest delivery is.
     *
     * @param gateway the gateway's name
     * @param profile the profile's name
     * @return the key
     */
    public static String delivery(String gateway, String profile) {
        return TO + gateway(gateway) + "." + profile(profile);
    }

    /**
     * Where it is told of which profiles a gateway was sent something.
     *
     * @param gateway the gateway's name
     * @return the key
     */
    public static String sent(String gateway) {
        return SENT + gateway(gateway);
    }

    /**
     * Where a gateway puts its report.
     *
     * @param gateway the gateway's name
     * @param profile the profile's name
     * @return the key
     */
    public static String report(String gateway, String profile) {
        return FROM + gateway(gateway) + "." + profile(profile);
    }

    /**
     * Where a gateway says that it is there.
     *
     * @param gateway the gateway's name
     * @return the key
     */
    public static String seen(String gateway) {
        return SEEN + gateway(gateway);
    }

    /**
     * Where a gateway's enrolment is.
     *
     * @param gateway the gateway's name
     * @return the key
     */
    public static String card(String gateway) {
        return CARD + gateway(gateway);
    }

    /**
     * Where a roll-out is.
     *
     * @param name its name, as gateways have them
     * @return the key
     */
    public static String plan(String name) {
        return PLAN + gateway(name);
    }

    /**
     * Where a roll-out keeps what a gateway is to get.
     *
     * @param plan the plan's name
     * @param gateway the gateway's name
     * @return the key
     */
    public static String next(String plan, String gateway) {
        return NEXT + gateway(plan) + "." + gateway(gateway);
    }

    /**
     * Where the engine answers a party, and brings an operator what he watches: to each an inbox of its own, so that
     * the engine's permissions can keep everybody out of the others'.
     *
     * @param party the name of a gateway or operator
     * @return the beginning of subjects, with the dot at its end
     */
    public static String inbox(String party) {
        return "_INBOX." + gateway(party) + ".";
    }

    /**
     * The last level of a key: a profile's name after {@code to.} and {@code from.}, otherwise that of a gateway or
     * plan.
     *
     * @param key the key
     * @return the name; absent if no key of this place ends so
     */
    public static Optional<String> last(String key) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        if (key.startsWith(TO) || key.startsWith(FROM)) {
            String profile = name.replace('/', '.');
            return CredentialPath.isProfileName(profile) ? Optional.of(profile) : Optional.empty();
        }
        return Party.isName(name) ? Optional.of(name) : Optional.empty();
    }

    /**
     * The gateway of a key of a delivery, report, presence, card, or of what waits in a plan.
     *
     * @param key the key
     * @return the gateway's name; absent if the key speaks of none
     */
    public static Optional<String> gatewayOf(String key) {
        String[] levels = key.split("\\.", -1);
        int at = key.startsWith(NEXT) ? 2 : 1;
        return levels.length > at && !key.startsWith(PLAN) && Party.isName(levels[at])
                ? Optional.of(levels[at])
                : Optional.empty();
    }

    private static String gateway(String name) {
        if (!Party.isName(name)) {
            throw new IllegalArgumentException("name: nobody and no plan can be called " + name);
        }
        return name;
    }

    private static String profile(String name) {
        if (!CredentialPath.isProfileName(name)) {
            throw new IllegalArgumentException("profile: no profile can be called " + name);
        }
        return name.replace('.', '/');
    }
}
