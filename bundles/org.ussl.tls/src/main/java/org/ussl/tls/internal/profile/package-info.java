/**
 * What the operator demands of the connections of single profiles, whatever applications ask for. A
 * {@link org.ussl.tls.internal.profile.ProfilePolicy} only ever makes stronger;
 * {@link org.ussl.tls.internal.profile.Policies} has those of the moment, and they count at each handshake.
 */
@NullMarked
package org.ussl.tls.internal.profile;

import org.jspecify.annotations.NullMarked;
