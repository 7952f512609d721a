// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.intake.internal.Corpus.Question;
import org.ussl.intake.internal.Corpus.Sample;

/**
 * Judges the corpus, and lets openssl judge it where the question is the same: can this be read? The files and their
 * verdicts are left in {@code target/corpus}.
 */
class CorpusTest {
    private static final Path FOLDER = Path.of("target/corpus");
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static List<Sample> samples;

    @BeforeAll
    static void write() throws Exception {
        samples = Corpus.make();
        Files.createDirectories(FOLDER);
        List<String> verdicts = new ArrayList<>();
        for (Sample sample : samples) {
            Files.write(FOLDER.resolve(sample.name()), sample.content());
            verdicts.add(String.join(
                    "\t",
                    sample.name(),
                    sample.part().fileName(),
                    sample.reason() == null ? "taken" : sample.reason().name()));
        }
        Files.write(FOLDER.resolve("verdicts.tsv"), verdicts);
    }

    @Test
    void judgesEachFileAsExpected() throws Exception {
        assertThat(samples).hasSizeGreaterThanOrEqualTo(300);
        assertThat(samples).extracting(Sample::name).doesNotHaveDuplicates();
        SoftAssertions all = new SoftAssertions();
        for (Sample sample : samples) {
            all.assertThat(verdict(sample))
                    .as(sample.name())
                    .isEqualTo(
                            sample.reason() == null ? "taken" : sample.reason().name());
        }
        all.assertAll();
    }

    @Test
    void agreesWithOpensslOnWhatCanBeRead() throws Exception {
        assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed");
        SoftAssertions all = new SoftAssertions();
        int asked = 0;
        for (Sample sample : samples) {
            if (sample.question() != Question.NOTHING) {
                asked++;
                all.assertThat(opensslReads(sample)).as(sample.name()).isEqualTo(sample.reason() == null);
            }
        }
        all.assertAll();
        assertThat(asked).isGreaterThan(200);
    }

    private static String verdict(Sample sample) throws CredentialRejectedException {
        Desk desk = Desk.open();
        if (sample.part() == CredentialPart.CRL) {
            desk.offer(CredentialPart.CA, Desk.CA.pem());
        }
        try {
            desk.offer(sample.part(), sample.content());
            return "taken";
        } catch (CredentialRejectedException e) {
            return e.reason().name();
        }
    }

    private static boolean opensslReads(Sample sample) throws Exception {
        String file = FOLDER.resolve(sample.name()).toString();
        // Certificates and lists may be PEM or DER by content, which openssl tells for keys alone.
        String form = new String(sample.content(), StandardCharsets.ISO_8859_1).contains("-----BEGIN") ? "PEM" : "DER";
        List<String> command = new ArrayList<>(List.of(OPENSSL.toString()));
        command.addAll(
                switch (sample.question()) {
                    case KEY -> List.of("pkey", "-in", file, "-noout", "-passin", "pass:" + Desk.PASSPHRASE);
                    case CERTIFICATE -> List.of("x509", "-in", file, "-noout", "-inform", form);
                    case LIST -> List.of("crl", "-in", file, "-noout", "-inform", form);
                    default -> List.of("pkcs12", "-in", file, "-noout", "-passin", "pass:" + Desk.PASSPHRASE);
                });
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(sample.name()).isTrue();
        return process.exitValue() == 0;
    }
}
