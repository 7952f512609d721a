// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.AuditEvent;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.ExpiryNotice;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialVersion;

/**
 * What others may want to hear of, for EventAdmin. Metadata only.
 *
 * @param topic what has happened
 * @param properties to what, by whom and how
 */
record GatewayEvent(String topic, Map<String, Object> properties) {

    private static final String TOPICS = "org/ussl/credential/";
    private static final String PROFILE = "ussl.profile";
    private static final String PART = "ussl.part";
    private static final String REVISION = "ussl.revision";
    private static final String REFUSED = "refused";

    /** A version has come into use. */
    static GatewayEvent of(CredentialVersion version) {
        Change change = version.change();
        String topic = switch (change.action()) {
            case ROLLBACK -> "ROLLED_BACK";
            case REMOVAL -> "REMOVED";
            case DELIVERY, MIGRATION, UNKNOWN -> "COMMITTED";
        };
        Map<String, Object> properties = properties(version.profile(), change.origin());
        properties.put(REVISION, version.revision());
        properties.put(
                PART,
                change.parts().stream().map(CredentialPart::fileName).sorted().toArray(String[]::new));
        if (change.action() == Change.Action.ROLLBACK) {
            properties.put("ussl.restored", change.restored());
        }
        if (!version.chain().isEmpty()) {
            properties.put(
                    "ussl.not_after",
                    version.chain().get(0).getNotAfter().toInstant().toString());
        }
        return new GatewayEvent(TOPICS + topic, properties);
    }

    /** Something was recorded that changed no version in use; nothing if it was something else. */
    static Optional<GatewayEvent> of(AuditEvent event) {
        return topic(event).map(topic -> {
            Map<String, Object> properties = properties(event.profile().orElse(""), event.origin());
            put(properties, PART, event.details().get("part"));
            put(properties, "ussl.reason", event.details().get("reason"));
            put(properties, "ussl.message", event.details().get("message"));
            properties.put("timestamp", event.time().toEpochMilli());
            return new GatewayEvent(TOPICS + topic, properties);
        });
    }

    private static Optional<String> topic(AuditEvent event) {
        return switch (event.event() + " " + event.outcome()) {
            case "delivery pending", "request pending" -> Optional.of("PENDING");
            case "drop removed", "drop expired" -> Optional.of("DROPPED");
            default ->
                event.outcome().equals(REFUSED) && event.profile().isPresent()
                        ? Optional.of("REFUSED")
                        : Optional.empty();
        };
    }

    /** A certificate or a revocation list comes to its end. */
    static GatewayEvent of(ExpiryNotice notice) {
        Map<String, Object> properties = properties(notice.profile(), Origin.GATEWAY);
        properties.put(PART, notice.part().fileName());
        properties.put("ussl.subject", notice.subject());
        properties.put("ussl.not_after", notice.notAfter().toString());
        properties.put("ussl.stage", notice.stage());
        return new GatewayEvent(TOPICS + (notice.stage() == 0 ? "EXPIRED" : "EXPIRING"), properties);
    }

    private static Map<String, Object> properties(String profile, Origin origin) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(PROFILE, profile);
        properties.put("ussl.user", origin.user());
        properties.put("ussl.transport", origin.transport());
        properties.put("ussl.address", origin.address());
        return properties;
    }

    private static void put(Map<String, Object> properties, String name, @Nullable String value) {
        if (value != null) {
            properties.put(name, value);
        }
    }
}
