// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.Credentials;
import org.ussl.credential.IntakeReceipt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ussl:upload}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=upload"})
public final class UploadCommand extends CredentialCommand<UploadCommand.Words> {

    /** The intake's own bound is smaller or the same. */
    private static final int MOST = 1 << 20;

    @Command(
            name = "upload",
            description = {
                "Delivers files of this machine to a profile, as the FTP drop box does.",
                "The files stay where they are: delete a key that lies about."
            },
            footer = {
                "",
                "Example: ussl:upload line-3 /media/usb/cert.pem /media/usb/private.key",
                "Example: ussl:upload --as private.key line-3 /media/usb/gw-17.key"
            })
    static final class Words extends ProfileLine {
        @Option(
                names = "--as",
                paramLabel = "PART",
                description = "What one file is, if its name does not say it: ca.pem, cert.pem, private.key, crl.pem,"
                        + " credentials.p12, passphrase.")
        @Nullable
        String as;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "The files, in their order.")
        List<String> files = new ArrayList<>();
    }

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Credentials credentials;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable CredentialIntake intake;

    /** For the declarative services. */
    public UploadCommand() {
        super(Words::new);
    }

    @Override
    @Nullable
    Credentials service() {
        return credentials;
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        CredentialIntake door = GatewayService.require(intake, "The credential intake");
        if (line.as != null && line.files.size() > 1) {
            throw new Refusal("--as names what one file is; these are " + line.files.size());
        }
        // All names first, so that nothing is delivered of a line that is wrong.
        List<CredentialPath> paths = new ArrayList<>();
        for (String file : line.files) {
            paths.add(path(line.profile, line.as == null ? file : line.as));
        }
        List<String> said = new ArrayList<>();
        boolean ok = true;
        for (int i = 0; i < paths.size() && ok; i++) {
            ok = deliver(door, paths.get(i), session, line.files.get(i), said);
        }
        return Answer.of(
                Map.of("ok", ok, "messages", said),
                said.stream().map(Text::printable).collect(Collectors.joining("\n")));
    }

    private static CredentialPath path(String profile, String name) throws Refusal {
        String last = name.substring(name.lastIndexOf('/') + 1);
        for (CredentialPart part : CredentialPart.values()) {
            if (part.fileName().equals(last)) {
                try {
                    return new CredentialPath(profile, part);
                } catch (IllegalArgumentException e) {
                    throw new Refusal(String.valueOf(e.getMessage()));
                }
            }
        }
        throw new Refusal(
                last + ": not the name of a credential's file; say what it is with --as private.key, for" + " example");
    }

    private static boolean deliver(
            CredentialIntake door, CredentialPath path, CommandSession session, String file, List<String> said)
            throws Refusal {
        byte[] content = read(session.currentDir(), file);
        try {
            IntakeReceipt receipt = door.offer(path, content, CredentialWords.origin(session));
            receipt.warnings().forEach(warning -> said.add("warning: " + warning));
            said.add(receipt.message());
            return true;
        } catch (CredentialRejectedException e) {
            said.add(e.getMessage() + "; nothing has changed by " + path.part().fileName());
            return false;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static byte[] read(@Nullable Path folder, String file) throws Refusal {
        Path path = folder == null ? Path.of(file) : folder.resolve(file);
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MOST + 1);
            if (content.length > MOST) {
                Arrays.fill(content, (byte) 0);
                throw new Refusal(file + ": larger than a mebibyte, which is no credential");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new Refusal(file + ": no such file");
        } catch (IOException e) {
            throw new Refusal(file + ": cannot be read: " + e.getMessage());
        }
    }
}
