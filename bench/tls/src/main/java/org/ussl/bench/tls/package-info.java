/**
 * What the TLS service costs on top of the engine: the same work by hand and through the service, alternating in one
 * process. CPU time of the whole process is compared, because both ends of each connection run in it and the clock on
 * the wall tells more of the machine's other work than of ours.
 */
@NullMarked
package org.ussl.bench.tls;

import org.jspecify.annotations.NullMarked;
