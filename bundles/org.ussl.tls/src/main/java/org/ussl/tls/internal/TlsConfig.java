// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The keys of {@code org.ussl.tls}. */
@ObjectClassDefinition(id = "org.ussl.tls", name = "ussl TLS", description = "TLS for gateway applications")
public @interface TlsConfig {

    /** The floor for the whole gateway. */
    @AttributeDefinition(
            name = "Minimum cert_reqs",
            description = "What every connection must at least ask of its peer; options below it are refused",
            options = {
                @Option(label = "none", value = "none"),
                @Option(label = "optional", value = "optional"),
                @Option(label = "required", value = "required")
            })
    String minimumCertReqs() default "none";

    /** Bounds the work that strangers can cause. */
    @AttributeDefinition(
            name = "Maximum of handshakes",
            description = "How many handshakes of listeners' sockets may be under way at once; others wait"
                    + " until their deadline and are refused then",
            min = "1",
            max = "1000000")
    int maxHandshakes() default 256;

    /** Bounds the memory of sessions. */
    @AttributeDefinition(
            name = "Session cache size",
            description = "How many sessions are kept for each version of a profile and each set of"
                    + " options; 0 is without limit",
            min = "0",
            max = "1000000")
    int sessionCacheSize() default 20480;

    /** Bounds how old a check of a peer's certificate may be. */
    @AttributeDefinition(
            name = "Session timeout (seconds)",
            description = "How long a session may be resumed, in seconds",
            min = "1",
            max = "604800")
    int sessionTimeoutSeconds() default 86400;

    /** The engine for the whole gateway. */
    @AttributeDefinition(
            name = "Engine",
            description = "What speaks TLS: auto or jdk (the JDK's), bc (needs the bundle org.ussl.tls.bc) or"
                    + " conscrypt (needs the bundle org.ussl.tls.conscrypt)",
            options = {
                @Option(label = "auto", value = "auto"),
                @Option(label = "jdk", value = "jdk"),
                @Option(label = "bc", value = "bc"),
                @Option(label = "conscrypt", value = "conscrypt")
            })
    String engine() default "auto";
}
