// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;

/**
 * Answers every verb that names a path at or below {@code /flash/cert}. What would read is refused with one text,
 * whether something is stored there or not; what writes goes to the intake, whole or not at all. Listing and walking
 * about is left to {@link FlashView}, which shows empty folders.
 */
final class HiddenPaths {

    private static final Logger LOG = LoggerFactory.getLogger(HiddenPaths.class);

    private static final String WRITE_ONLY =
            "Not available: what is below /flash/cert can only be uploaded and deleted";

    private static final String NAMES = Arrays.stream(CredentialPart.values())
            .map(CredentialPart::fileName)
            .collect(Collectors.joining(", ", "", " in /flash/cert or /flash/cert/PROFILE"));

    private final IntakeDesk desk;
    private final FtpAudit audit;
    private final Limits limits;

    HiddenPaths(IntakeDesk desk, FtpAudit audit, Limits limits) {
        this.desk = desk;
        this.audit = audit;
        this.limits = limits;
    }

    /**
     * Answers a request, if it is about a hidden path.
     *
     * @return false if FtpServer is to do it
     */
    boolean answer(FtpSession session, FtpRequest request) throws FtpException {
        String target = target(request);
        if (target == null || !(session.getFileSystemView() instanceof FlashView view)) {
            return false;
        }
        String path = view.absolute(target);
        Conversation conversation = Conversation.of(session);
        if (!CredentialPath.isHidden(path)) {
            if (request.getCommand().equals("RNTO") && conversation.renaming() != null) {
                session.write(Reply.of(553, "What was sent to /flash/cert stays hidden; rename it to " + NAMES));
                return true;
            }
            return false;
        }
        Reply forbidden = forbidden(session, request.getCommand(), path);
        if (forbidden != null) {
            closeData(session);
            audit.upload(session, path, forbidden);
            session.write(forbidden);
            return true;
        }
        Reply reply = switch (request.getCommand()) {
            case "STOR" -> upload(session, path);
            case "RNFR" -> renameFrom(conversation, path);
            case "RNTO" -> rename(session, path);
            case "DELE" -> delete(session, path);
            case "MKD" -> makeFolder(path);
            case "RMD" -> Reply.of(550, "A profile goes when its files are deleted");
            case "APPE", "STOU" -> {
                closeData(session);
                yield Reply.of(550, "A credential is uploaded whole and under its name: use STOR");
            }
            case "RETR" -> {
                closeData(session);
                yield Reply.of(550, WRITE_ONLY);
            }
            default -> Reply.of(550, WRITE_ONLY);
        };
        if (reply != null) {
            session.write(reply);
        }
        return reply != null;
    }

    /** Refuses what would change a profile that this user may not write. */
    private static @Nullable Reply forbidden(FtpSession session, String command, String path) {
        return switch (command) {
            case "STOR", "RNTO", "DELE" -> {
                String profile = FlashView.profile(path);
                yield SessionUser.of(session).permissions().mayWrite(profile)
                        ? null
                        : Reply.of(550, session.getUser().getName() + " may not write the profile " + profile);
            }
            default -> null;
        };
    }

    /** The path that a verb is about; {@code null} for verbs that are about none, or that the view may answer. */
    private static @Nullable String target(FtpRequest request) {
        String argument = request.getArgument();
        return switch (request.getCommand()) {
            case "STOR", "APPE", "RNTO", "RNFR", "DELE", "MKD", "RMD", "RETR", "SIZE", "MDTM" -> argument;
            // Without an argument these mean the working directory.
            case "STOU", "MLST" -> argument == null ? "." : argument.trim();
            // MFMT time path
            case "MFMT" ->
                argument == null || argument.indexOf(' ') < 0
                        ? null
                        : argument.substring(argument.indexOf(' ')).trim();
            default -> null;
        };
    }

    private Reply upload(FtpSession session, String path) throws FtpException {
        Optional<String> temporary = TemporaryName.of(path);
        CredentialPath credential = null;
        try {
            credential = temporary.isPresent() ? null : CredentialPath.parse(path);
        } catch (IllegalArgumentException e) {
            closeData(session);
            return Reply.of(553, String.valueOf(e.getMessage()));
        }
        if (Conversation.of(session).transfer().takeRestart() || session.getFileOffset() > 0) {
            closeData(session);
            return Reply.of(550, "A credential is uploaded whole, not from where it broke off: start again");
        }
        if (credential == null) {
            String name = temporary.orElseThrow();
            return CredentialUpload.toBeRenamed(session, name, limits).run(content -> stage(session, name, content));
        }
        CredentialPath target = credential;
        boolean[] offered = new boolean[1];
        Reply reply = CredentialUpload.underItsName(session, target.toString(), limits)
                .run(content -> {
                    offered[0] = true;
                    return desk.offer(target, content, SessionUser.origin(session), 226, 550);
                });
        if (!offered[0]) {
            audit.upload(session, target.toString(), reply);
        }
        report(session, "upload of", target, reply);
        return reply;
    }

    /** Many clients upload under a temporary name and rename; the intake sees the file when it has its name. */
    private static Reply stage(FtpSession session, String name, byte[] content) {
        return Conversation.of(session).staged().add(name, content)
                ? Reply.of(226, "Held for this session only; rename it to " + NAMES + "; nothing has changed yet")
                : Reply.of(552, "Too many files wait for their name; rename or delete one first");
    }

    private static Reply renameFrom(Conversation conversation, String path) {
        Optional<String> name = TemporaryName.of(path).filter(conversation.staged()::contains);
        name.ifPresent(conversation::renaming);
        return name.isPresent() ? Reply.of(350, "Now the name: " + NAMES) : Reply.of(550, WRITE_ONLY);
    }

    /** As FtpServer does when it refuses a transfer. */
    private static void closeData(FtpSession session) {
        session.getDataConnection().closeDataConnection();
        Conversation.of(session).transfer().dataConnectionIsClosed();
    }

    private Reply delete(FtpSession session, String path) {
        StagedUploads staged = Conversation.of(session).staged();
        if (TemporaryName.of(path).filter(staged::remove).isPresent()) {
            return Reply.of(250, "Dropped");
        }
        CredentialPath credential;
        try {
            credential = CredentialPath.parse(path);
        } catch (IllegalArgumentException e) {
            return Reply.of(550, WRITE_ONLY);
        }
        Reply reply = desk.remove(credential, SessionUser.origin(session));
        report(session, "removal of", credential, reply);
        return reply;
    }

    /** Success without doing anything, so that clients which make folders first go on to the upload. */
    private static Reply makeFolder(String path) {
        return FlashView.hiddenFolder(path)
                .map(folder -> Reply.of(257, "\"" + folder + "\" is ready; profiles need no folder to be made"))
                .orElse(Reply.of(
                        550,
                        "Not a profile's name: a-z, 0-9, dot, dash, underscore; 64 characters at most; no"
                                + " deeper folders; what begins with ussl. is the gateway's own"));
    }

    /**
     * What is renamed to a hidden name is uploaded by that, and goes when it was taken: a visible file, or one that was
     * uploaded under a temporary name.
     */
    private @Nullable Reply rename(FtpSession session, String path) {
        String temporary = Conversation.of(session).renaming();
        FtpFile source = session.getRenameFrom();
        if (source == null && temporary == null) {
            return null;
        }
        CredentialPath credential;
        try {
            credential = CredentialPath.parse(path);
        } catch (IllegalArgumentException e) {
            return Reply.of(553, String.valueOf(e.getMessage()));
        }
        if (temporary != null) {
            return rename(session, temporary, credential);
        }
        return source == null ? null : rename(session, source, credential);
    }

    private Reply rename(FtpSession session, String temporary, CredentialPath credential) {
        StagedUploads staged = Conversation.of(session).staged();
        byte[] content = staged.copy(temporary);
        if (content == null) {
            return Reply.of(550, WRITE_ONLY);
        }
        try {
            Reply reply = desk.offer(credential, content, SessionUser.origin(session), 250, 553);
            report(session, "renaming to", credential, reply);
            if (reply.isPositive()) {
                staged.remove(temporary);
            }
            return reply;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private Reply rename(FtpSession session, FtpFile source, CredentialPath credential) {
        int maxBytes = limits.maxCredentialBytes();
        if (!source.isFile() || source.getSize() > maxBytes) {
            return Reply.of(553, "Only a file of at most " + maxBytes + " bytes can become a credential");
        }
        byte[] content = new byte[0];
        try {
            try (InputStream in = source.createInputStream(0)) {
                content = in.readNBytes(maxBytes);
            }
            Reply reply = desk.offer(credential, content, SessionUser.origin(session), 250, 553);
            report(session, "renaming to", credential, reply);
            if (reply.isPositive() && !source.delete()) {
                return Reply.of(250, reply.getMessage().strip() + "; the visible file could not be deleted, delete it");
            }
            return reply;
        } catch (IOException e) {
            LOG.debug("The file to rename cannot be read", e);
            return Reply.of(553, "The file cannot be read; nothing has changed");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static void report(FtpSession session, String what, CredentialPath path, Reply reply) {
        LOG.info(
                "FTP {} {} by {} from {}: {}",
                what,
                path,
                session.getUser().getName(),
                session.getClientAddress().getAddress().getHostAddress(),
                reply.toString().strip());
    }
}
