// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ftpserver.ftplet.DefaultFtplet;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.FtpletResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before FtpServer's commands: holds back guessers, corrects what FtpServer says of itself, and leaves every
 * verb that names a hidden path to {@link HiddenPaths}. It works through the public ftplet API alone, because FtpServer
 * does not export what a command of one's own needs.
 */
final class DropBoxFtplet extends DefaultFtplet {

    private static final Logger LOG = LoggerFactory.getLogger(DropBoxFtplet.class);

    // 227 (h1,h2,h3,h4,p1,p2) or 229 (|||port|)
    private static final Pattern PASSIVE = Pattern.compile("\\((?:\\d+,){4}(\\d+),(\\d+)\\)|\\(\\|\\|\\|(\\d+)\\|\\)");

    // Bytes, and the record size of times gone by
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})(?: R \\d{1,18})?");

    private final ControlWatch watch;
    private final Encryption encryption;
    private final HiddenPaths hiddenPaths;
    private final SiteCommands site;
    private final LoginBrake brake;
    private final FtpAudit audit;
    private final Limits limits;

    DropBoxFtplet(
            ControlWatch watch,
            Encryption encryption,
            HiddenPaths hiddenPaths,
            SiteCommands site,
            LoginBrake brake,
            FtpAudit audit,
            Limits limits) {
        this.watch = watch;
        this.encryption = encryption;
        this.hiddenPaths = hiddenPaths;
        this.site = site;
        this.brake = brake;
        this.audit = audit;
        this.limits = limits;
    }

    @Override
    public FtpletResult onConnect(FtpSession session) throws FtpException {
        Conversation.of(session).transfer().opened(session.getDataConnection());
        boolean full = watch.conversations() > limits.maxSessions();
        if (full || watch.conversations(address(session)) > limits.maxSessionsPerAddress()) {
            LOG.warn(
                    "FTP connection from {} refused: {} are open ({})",
                    address(session).getHostAddress(),
                    full ? limits.maxSessions() : limits.maxSessionsPerAddress(),
                    full ? "maxSessions" : "maxSessionsPerAddress");
            session.write(Reply.of(421, "Too many connections, try again later"));
            return FtpletResult.DISCONNECT;
        }
        return FtpletResult.DEFAULT;
    }

    @Override
    public FtpletResult beforeCommand(FtpSession session, FtpRequest request) throws FtpException {
        if (!request.getCommand().equals("RNTO")) {
            Conversation.of(session).renaming(null);
        }
        if (isUpload(request.getCommand())) {
            Conversation.of(session).transfer().uploadIsAsked();
        }
        Reply refusal = encryption.answer(session, request);
        if (refusal == null) {
            refusal = CommandGuard.check(request);
        }
        if (refusal == null && session.isLoggedIn() && isRefusedToReader(session, request.getCommand())) {
            refusal = Reply.of(550, session.getUser().getName() + " may only read");
        }
        if (refusal != null) {
            session.write(refusal);
            return FtpletResult.SKIP;
        }
        switch (request.getCommand()) {
            case "PASV", "EPSV":
                Conversation.of(session).transfer().openingPort(true);
                return FtpletResult.DEFAULT;
            case "ABOR":
                Conversation.of(session).transfer().abortAnswered();
                return FtpletResult.DEFAULT;
            case "REST":
                Conversation.of(session).transfer().restarting(!"0".equals(request.getArgument()));
                return FtpletResult.DEFAULT;
            case "ALLO":
                session.write(announced(session, request.getArgument()));
                return FtpletResult.SKIP;
            case "PASS":
                if (session.isLoggedIn()) {
                    // FtpServer would log the user out.
                    session.write(Reply.of(503, "You are logged in"));
                    return FtpletResult.SKIP;
                }
                return mayTry(session) ? FtpletResult.DEFAULT : FtpletResult.SKIP;
            case "FEAT":
                session.write(Features.reply(encryption.tls()));
                return FtpletResult.SKIP;
            case "SITE":
                if (!session.isLoggedIn()) {
                    return FtpletResult.DEFAULT;
                }
                session.write(site.answer(SessionUser.of(session), SessionUser.origin(session), request.getArgument()));
                return FtpletResult.SKIP;
            case "MD5", "MMD5":
                session.write(Reply.of(502, "Not implemented: compare files, or SHA-256 after a download"));
                return FtpletResult.SKIP;
            default:
                return session.isLoggedIn() && hiddenPaths.answer(session, request)
                        ? FtpletResult.SKIP
                        : FtpletResult.DEFAULT;
        }
    }

    @Override
    public FtpletResult afterCommand(FtpSession session, FtpRequest request, FtpReply reply) throws FtpException {
        switch (request.getCommand()) {
            case "PASS":
                if (reply != null && reply.getCode() == FtpReply.REPLY_230_USER_LOGGED_IN) {
                    Conversation.of(session).login().done(limits.idleTimeoutSeconds());
                    audit.login(session, session.getUser().getName(), true);
                    LOG.info(
                            "{} has logged in from {}",
                            session.getUser().getName(),
                            address(session).getHostAddress());
                } else if (reply != null && reply.getCode() == FtpReply.REPLY_530_NOT_LOGGED_IN) {
                    audit.login(session, Conversation.of(session).login().claimedUser(), false);
                    LOG.warn("Login from {} refused", address(session).getHostAddress());
                }
                break;
            case "PASV", "EPSV":
                Conversation.of(session).transfer().openingPort(false);
                if (reply != null) {
                    notePassivePort(session, reply.getMessage());
                }
                break;
            case "RETR", "STOR", "APPE", "STOU":
                Conversation.of(session).transfer().restarting(false);
                Conversation.of(session).transfer().dataConnectionIsClosed();
                if (reply != null
                        && session.isLoggedIn()
                        && !request.getCommand().equals("RETR")) {
                    audit.upload(
                            session,
                            pathOf(session, request),
                            Conversation.of(session).inPlaceOf(reply));
                }
                break;
            case "LIST", "NLST", "MLSD", "ABOR", "PORT", "EPRT":
                Conversation.of(session).transfer().dataConnectionIsClosed();
                break;
            default:
                break;
        }
        return FtpletResult.DEFAULT;
    }

    private static boolean isUpload(String command) {
        return switch (command) {
            case "STOR", "APPE", "STOU" -> true;
            default -> false;
        };
    }

    private static boolean isRefusedToReader(FtpSession session, String command) {
        return switch (command) {
            case "STOR", "APPE", "STOU", "RNFR", "RNTO", "DELE", "MKD", "RMD", "MFMT" ->
                SessionUser.of(session).permissions().readOnly();
            default -> false;
        };
    }

    private boolean mayTry(FtpSession session) throws FtpException {
        String user = String.valueOf(session.getUserArgument());
        try {
            LoginBrake.Attempt attempt = brake.attempt(address(session), user);
            Conversation.of(session).login().tries(user, attempt);
            Duration delay = attempt.delay();
            if (delay.isZero()) {
                return true;
            }
            LOG.warn(
                    "Login from {} put off: too many failures", address(session).getHostAddress());
            session.write(Reply.of(530, "Too many failed logins; try again in " + (delay.toSeconds() + 1) + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            session.write(Reply.of(421, "The server is stopping"));
        }
        return false;
    }

    /** FtpServer does not know ALLO (RFC 959, 4.1.3). */
    private static Reply announced(FtpSession session, @Nullable String argument) {
        Matcher size = SIZE.matcher(argument == null ? "" : argument.trim());
        if (!size.matches()) {
            return Reply.of(501, "ALLO takes a number of bytes");
        }
        Conversation.of(session).transfer().announce(Long.parseLong(size.group(1)));
        return Reply.of(200, "A credential that has fewer bytes counts as cut off");
    }

    private static void notePassivePort(FtpSession session, String reply) {
        Matcher matcher = PASSIVE.matcher(reply);
        if (matcher.find()) {
            int port = matcher.group(3) != null
                    ? Integer.parseInt(matcher.group(3))
                    : 256 * Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(2));
            Conversation.of(session).transfer().listensForDataOn(port);
        }
    }

    private static String pathOf(FtpSession session, FtpRequest request) throws FtpException {
        String argument = String.valueOf(request.getArgument());
        return session.getFileSystemView() instanceof FlashView view
                ? "/" + String.join("/", FlashView.names(view.absolute(argument)))
                : argument;
    }

    private static InetAddress address(FtpSession session) {
        return session.getClientAddress().getAddress();
    }
}
