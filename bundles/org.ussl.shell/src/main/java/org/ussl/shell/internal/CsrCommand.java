// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.credential.CertificateRequest;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.Credentials;
import org.ussl.credential.KeyKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ussl:csr}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=csr"})
public final class CsrCommand extends CredentialCommand<CsrCommand.Words> {

    @Command(
            name = "csr",
            description = {
                "Makes a key inside the store, where it stays, and prints a request for its certificate (PKCS#10).",
                "The cert.pem that a CA issues for it, delivered alone, completes the pair."
            },
            footer = {
                "",
                "Example: ussl:csr --subject CN=gw-17,O=Works --name gw-17.example --name 192.0.2.7 line-3",
                "Example: ussl:csr line-3"
            })
    static final class Words extends ProfileLine {
        @Option(
                names = "--subject",
                paramLabel = "NAME",
                description = "The distinguished name; default: that of the certificate in use.")
        @Nullable
        String subject;

        @Option(names = "--name", paramLabel = "NAME", description = "A DNS name or IP address; any number of them.")
        List<String> names = new ArrayList<>();

        @Option(
                names = "--key",
                paramLabel = "KIND",
                description = "The kind of key: ${COMPLETION-CANDIDATES}; default: EC_P256.")
        KeyKind key = KeyKind.EC_P256;
    }

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Credentials credentials;

    /** For the declarative services. */
    public CsrCommand() {
        super(Words::new);
    }

    @Override
    @Nullable
    Credentials service() {
        return credentials;
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        Credentials store = credentials();
        String given = line.subject;
        String subject = given == null ? subjectInUse(store, line.profile) : given;
        try {
            String request = store.request(
                    line.profile,
                    new CertificateRequest(line.key, subject, line.names),
                    CredentialWords.origin(session));
            return Answer.of(
                    Map.of("ok", true, "profile", line.profile, "subject", subject, "request", request),
                    request.stripTrailing());
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new Refusal(line.profile + ": " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw new Refusal(line.profile + ": no key was made, nothing has changed: " + e.getMessage());
        }
    }

    private static String subjectInUse(Credentials store, String profile) throws Refusal {
        return store.profiles().stream()
                .filter(info -> info.profile().equals(profile))
                .map(CredentialInfo::chain)
                .filter(chain -> !chain.isEmpty())
                .map(chain -> chain.get(0).subject())
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        profile + ": has no certificate whose name could be taken: say --subject CN=gw-17"));
    }
}
