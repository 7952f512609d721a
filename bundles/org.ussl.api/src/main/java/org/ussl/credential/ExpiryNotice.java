// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Says that a certificate in use expires soon, or has expired; for a revocation list, that the next one is overdue. It
 * is a service for as long as that is so, one for each certificate of each profile: the registry's own events tell when
 * a notice appears, reaches its next stage (its properties change), and goes because something newer was delivered.
 *
 * <p>Service properties: {@link #PROFILE}, {@link #PART} (a file name such as {@code cert.pem}), {@link #NOT_AFTER} (an
 * {@link Instant} as text), and {@link #STAGE} (an {@code Integer}). A consumer that wants the last week writes
 * {@code @Reference(target = "(ussl.stage<=7)")}.
 */
@ProviderType
public interface ExpiryNotice {

    /** Service property: the profile's name. */
    String PROFILE = "ussl.profile";
    /** Service property: the file name of the part. */
    String PART = "ussl.part";
    /** Service property: the end of validity, in ISO 8601. */
    String NOT_AFTER = "ussl.not_after";
    /** Service property: the stage, in days before the end; 0 once it has passed. */
    String STAGE = "ussl.stage";

    /**
     * The profile.
     *
     * @return its name
     */
    String profile();

    /**
     * Which part of the profile holds it.
     *
     * @return {@link CredentialPart#CERT}, {@link CredentialPart#CA} or {@link CredentialPart#CRL}
     */
    CredentialPart part();

    /**
     * Whom the certificate names; for a revocation list its issuer.
     *
     * @return a short form of the distinguished name, on one line
     */
    String subject();

    /**
     * The end of validity; for a revocation list, when the next one was promised.
     *
     * @return the instant
     */
    Instant notAfter();

    /**
     * How close the end is: the smallest of the configured numbers of days that still reaches it.
     *
     * @return days, or 0 if the end has passed
     */
    int stage();
}
