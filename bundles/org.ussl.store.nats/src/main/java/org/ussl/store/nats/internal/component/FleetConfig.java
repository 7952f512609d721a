// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of a gateway in a fleet. */
@ObjectClassDefinition(
        id = FleetConfig.PID,
        name = "ussl fleet",
        description = "Credentials from a fleet's operators, over NATS JetStream")
public @interface FleetConfig {

    /** The PID. */
    String PID = "org.ussl.store.nats";

    @AttributeDefinition(
            name = "Servers",
            description = "Where the engine is: nats://HOST:PORT without TLS, tls://HOST:PORT with it; all alike."
                    + " Other servers that these tell of are not used")
    String[] servers() default {};

    @AttributeDefinition(name = "Fleet", description = "The fleet's name, which is that of its key-value bucket")
    String fleet() default "";

    @AttributeDefinition(
            name = "Gateway",
            description = "This gateway's name in the fleet: a-z, 0-9, dash and underscore, 64 characters at most")
    String gateway() default "";

    @AttributeDefinition(
            name = "Folder",
            description = "Where it is remembered what was taken; made with mode 0700 if it is not there. Nobody else"
                    + " may write there")
    String folder() default "";

    @AttributeDefinition(
            name = "Operators",
            description = "The file of those whose deliveries are taken, one card a line; read again for each delivery."
                    + " Empty for operators in the folder",
            required = false)
    String operators() default "";

    @AttributeDefinition(
            name = "Profile",
            description = "The profile of the hidden store for the connection to tls: servers",
            required = false)
    String profile() default "default";

    @AttributeDefinition(name = "User", description = "The log-in at the engine; empty for none", required = false)
    String user() default "";

    @AttributeDefinition(
            name = "Password",
            description = "Its password",
            type = AttributeType.PASSWORD,
            required = false)
    String _password() default "";

    @AttributeDefinition(
            name = "Password file",
            description = "The file of mode 0600 whose first line is the password, in place of the password itself",
            required = false)
    String passwordFile() default "";

    @AttributeDefinition(
            name = "Credentials file",
            description = "The file of mode 0600 with a user's JWT and NKey, as nsc writes it, in place of a user",
            required = false)
    String credentialsFile() default "";

    @AttributeDefinition(
            name = "Presence",
            description =
                    "How often the gateway says that it is there and looks whether it has missed something, in seconds",
            min = "1",
            max = "86400",
            required = false)
    int presenceSeconds() default 60;
}
