/**
 * The TLS service on each of its engines, from outside and through its contracts only. {@code TrustMatrixIT} holds
 * every decision about trust against {@code trust-matrix.txt}, with peers that are made by hand.
 */
package org.ussl.itests.tls;
