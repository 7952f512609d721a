/**
 * The one door by which credentials come in. The way of an upload: {@link org.ussl.intake.internal.CredentialFile}
 * finds the blocks in it, {@link org.ussl.intake.internal.CertificateReader} or
 * {@link org.ussl.intake.internal.KeyReader} makes objects of them that can be trusted to be whole, and
 * {@link org.ussl.intake.internal.CredentialDesk} decides, together with what the store has, what becomes of them.
 *
 * <p>All ASN.1 and all cryptography on uploaded keys is Bouncy Castle's lightweight API; its JCA provider is never
 * loaded, which would cost a gateway some 150 ms, let alone registered. The objects that leave are the JDK's.
 */
@NullMarked
package org.ussl.intake.internal;

import org.jspecify.annotations.NullMarked;
