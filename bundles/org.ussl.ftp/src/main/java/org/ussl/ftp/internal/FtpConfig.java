// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The drop box's configuration, of the PID {@value FtpDropBox#PID}; {@link FtpSettings} looks through it. */
@ObjectClassDefinition(name = "ussl FTP drop box", description = "FTP server that takes credentials")
public @interface FtpConfig {
    /** Where to listen. */
    @AttributeDefinition(name = "Address", description = "IP address to listen on, or localhost")
    String address() default "127.0.0.1";

    /** The port. */
    @AttributeDefinition(
            name = "Port",
            description = "TCP port to listen on; 0 lets the system choose",
            min = "0",
            max = "65535")
    int port() default 2121;

    /** The visible folder. */
    @AttributeDefinition(
            name = "Flash folder",
            description = "The folder behind /flash; made with mode 0700 if missing")
    String flashFolder() default "";

    /** The folder for the first-start password. */
    @AttributeDefinition(
            name = "State folder",
            description = "Where the hash of the first-start password is kept; default: ftp-state beside flashFolder",
            required = false)
    String stateFolder() default "";

    /** How long a session may be silent. */
    @AttributeDefinition(
            name = "Idle timeout",
            description = "Seconds of silence after which a session or a transfer ends",
            min = "5",
            max = "86400")
    int idleTimeoutSeconds() default 300;

    /** Ports for passive data connections. */
    @AttributeDefinition(
            name = "Passive ports",
            description = "Ports for passive data connections, such as 30000-30009,30020; empty: the system chooses",
            required = false)
    String passivePorts() default "";

    /** The address that PASV tells. */
    @AttributeDefinition(
            name = "Passive address",
            description = "The gateway's address as clients see it, if a router translates it; empty: as it is",
            required = false)
    String passiveAddress() default "";

    /** How long a data connection may take. */
    @AttributeDefinition(
            name = "Data connection",
            description = "Seconds that a client has to make a data connection",
            min = "1",
            max = "300")
    int dataConnectSeconds() default 30;

    /** The largest visible file. */
    @AttributeDefinition(
            name = "Largest visible file",
            description = "Bytes that a file below /flash may have",
            min = "1")
    long maxUploadBytes() default 16 * 1024 * 1024;

    /** How much there may be. */
    @AttributeDefinition(
            name = "Size of /flash",
            description = "Bytes that all files below /flash may have together",
            min = "1")
    long maxFlashBytes() default 256 * 1024 * 1024;

    /** How many files. */
    @AttributeDefinition(
            name = "Entries of /flash",
            description = "Files and folders that there may be below /flash",
            min = "1",
            max = "1000000")
    int maxFlashEntries() default 10_000;

    /** What stays free. */
    @AttributeDefinition(
            name = "Free space",
            description = "Bytes of the disk behind /flash that visible files leave free",
            min = "0")
    long minFreeBytes() default 16 * 1024 * 1024;

    /** The largest hidden upload. */
    @AttributeDefinition(
            name = "Largest hidden upload",
            description = "Bytes that are buffered of an upload below /flash/cert; the intake may allow" + " less",
            min = "1024",
            max = "67108864")
    int maxCredentialBytes() default 1024 * 1024;

    /** How many sessions. */
    @AttributeDefinition(
            name = "Sessions",
            description = "Control connections that may be open at once",
            min = "1",
            max = "1000")
    int maxSessions() default 10;

    /** How many sessions for one address. */
    @AttributeDefinition(
            name = "Sessions for each address",
            description = "Control connections that may be open at once from one address",
            min = "1",
            max = "1000")
    int maxSessionsPerAddress() default 10;

    /** How many may be logged in. */
    @AttributeDefinition(
            name = "Logins",
            description = "Sessions that may be logged in at once; 0: as many as maxSessions",
            min = "0",
            max = "1000")
    int maxLogins() default 0;

    /** How long a login may take. */
    @AttributeDefinition(
            name = "Login",
            description = "Seconds from the connection's begin in which a client has to log in",
            min = "1",
            max = "600")
    int loginSeconds() default 60;

    /** How long sessions may go on after a change. */
    @AttributeDefinition(
            name = "Drain",
            description = "Seconds that sessions may go on with the old settings after a change of the"
                    + " configuration; then they end, or as soon as their transfer is done",
            min = "0",
            max = "86400")
    int drainSeconds() default 300;

    /** How slow an upload may be. */
    @AttributeDefinition(
            name = "Slowest upload",
            description =
                    "Bytes a second that an upload must bring on the average after" + " slowUploadSeconds; 0: any",
            min = "0",
            max = "1000000")
    int minUploadBytesPerSecond() default 64;

    /** For how long it may be slower. */
    @AttributeDefinition(
            name = "Slow upload",
            description = "Seconds from its begin in which an upload may be slower",
            min = "1",
            max = "3600")
    int slowUploadSeconds() default 30;

    /** Who has to encrypt. */
    @AttributeDefinition(
            name = "TLS",
            description = "Who has to encrypt (AUTH TLS): required: everybody; preferred: everybody who does not come"
                    + " from this machine; off: nobody can",
            options = {
                @Option(label = "required", value = "required"),
                @Option(label = "preferred", value = "preferred"),
                @Option(label = "off", value = "off")
            })
    String tls() default "preferred";

    /** The port for clients that begin with TLS. */
    @AttributeDefinition(
            name = "Port for implicit TLS",
            description = "TCP port for clients that begin with TLS (ftps://), usually 990; 0 lets the system"
                    + " choose, -1 for none",
            min = "-1",
            max = "65535")
    int implicitTlsPort() default -1;

    /** Whether data connections resume. */
    @AttributeDefinition(
            name = "Require TLS session reuse",
            description = "An encrypted data connection must resume the control connection's TLS session, so that"
                    + " nobody else can take it")
    boolean requireTlsReuse() default true;

    /** Whether clear text may leave the machine. */
    @AttributeDefinition(
            name = "Allow clear text",
            description = "Take clients from other machines without TLS, although anybody on the way can read"
                    + " passwords and keys")
    boolean allowClearText() default false;
}
