/**
 * The main job, seen from outside. A broker with mutual TLS, an FTP client and a subscriber stand around a real gateway
 * process; they count what arrives and take the certificates' serial numbers where the broker sees them, so that
 * nothing in the result is the gateway's own word.
 */
@NullMarked
package org.ussl.demo;

import org.jspecify.annotations.NullMarked;
