/**
 * Credentials that go in and are never read back.
 *
 * <p>Transports hand what they receive to the {@link org.ussl.credential.CredentialIntake}; people and programs see
 * {@link org.ussl.credential.Credentials metadata} only. First use:
 *
 * <pre>{@code
 * @Reference CredentialIntake intake;
 *
 * IntakeReceipt receipt = intake.offer(CredentialPath.parse("/flash/cert/ca.pem"), bytes);
 * log.info(receipt.message());   // default: committed revision 1, ...
 * }</pre>
 */
@Export
@Version("0.1.0")
@NullMarked
package org.ussl.credential;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
