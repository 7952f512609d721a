// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.Origin;

/**
 * What an operator does on the page, with the gateway's answer. A refusal is an answer like any other: its words are
 * for the operator.
 */
final class OperatorDesk {

    private static final String NO_INTAKE = "no credential store is running; nothing has changed, try again later";

    /** Hands a file to the intake. The caller clears the content. */
    Map<String, Object> upload(Services services, String profile, String fileName, byte[] content, Origin origin) {
        try {
            CredentialPath path = new CredentialPath(profile, part(fileName));
            if (services.intake().isEmpty()) {
                return refused(NO_INTAKE);
            }
            return taken(services.intake().get().offer(path, content, origin));
        } catch (CredentialRejectedException | IllegalArgumentException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    /** Drops the part that waits. */
    Map<String, Object> drop(Services services, String profile, Origin origin) {
        try {
            if (services.intake().isEmpty()) {
                return refused(NO_INTAKE);
            }
            return taken(services.intake().get().drop(profile, origin));
        } catch (CredentialRejectedException | IllegalArgumentException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    /** Puts a version into use again. */
    Map<String, Object> rollback(Services services, String profile, String revision, Origin origin) {
        if (services.credentials().isEmpty()) {
            return refused(NO_INTAKE);
        }
        try {
            long number = Long.parseLong(revision);
            CredentialInfo info = services.credentials().get().rollback(profile, number, origin);
            return answer(
                    "committed",
                    profile + ": revision " + number + " is in use again, as revision " + info.revision(),
                    List.of());
        } catch (IllegalArgumentException e) {
            return refused(profile + ": revision " + revision + " is not kept any more; nothing has changed");
        } catch (UncheckedIOException e) {
            return refused(profile + ": the store could not write, nothing has changed: " + e.getMessage());
        }
    }

    private static CredentialPart part(String fileName) {
        return Arrays.stream(CredentialPart.values())
                .filter(part -> part.fileName().equals(fileName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a credential has no part of this name"));
    }

    private static Map<String, Object> taken(IntakeReceipt receipt) {
        return answer(receipt.status().name().toLowerCase(Locale.ROOT), receipt.message(), receipt.warnings());
    }

    private static Map<String, Object> refused(String message) {
        return answer("refused", message, List.of());
    }

    private static Map<String, Object> answer(String status, String message, List<String> warnings) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("status", status);
        tree.put("message", message);
        tree.put("warnings", warnings);
        return tree;
    }
}
