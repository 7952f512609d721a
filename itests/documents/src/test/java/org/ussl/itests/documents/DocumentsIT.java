// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.testing.documents.Block;
import org.ussl.testing.documents.Command;
import org.ussl.testing.documents.Document;

/**
 * Each command of the documents is run: here, by the test of Karaf, or where its block says. Needs Debian's curl, lftp,
 * mosquitto and openssl.
 */
@Timeout(600)
class DocumentsIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("ussl.checkout"));

    /** Typed by {@code KarafDocumentsIT}, which has a Karaf. */
    private static final List<String> IN_KARAF = List.of("docs/quickstart-karaf.md", "docs/monitoring.md");

    /** Typed by {@code FleetSessionIT}, each command in a terminal of its own. */
    private static final List<String> IN_TERMINALS = List.of("docs/fleet.md");

    private static final List<String> HERE = List.of(
            "README.md",
            "docs/quickstart-felix.md",
            "docs/for-app-developers.md",
            "docs/for-operators.md",
            "docs/ftp.md",
            "docs/security.md",
            "docs/troubleshooting.md");

    /** Blocks that nobody runs, by document, and why. None: whoever adds one says here that it must be so. */
    private static final Map<String, List<String>> NOT_RUN = Map.of();

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

    @TempDir
    Path folder;

    @Test
    void eachBlockSaysWhatItIsAndEachCommandIsRunSomewhere() throws IOException {
        List<Block> blocks = blocks();

        assertThat(blocks).allMatch(Block::isKnown, "has a kind behind its fence that is known");
        for (Block block : blocks) {
            if (!block.by().isEmpty()) {
                assertThat(CHECKOUT.resolve(block.by()))
                        .as("where %s is run", block)
                        .content()
                        .contains(block.commands().stream().map(Command::text).toList());
            }
        }
        assertThat(blocks.stream()
                        .filter(block -> !block.notRun().isEmpty())
                        .collect(Collectors.groupingBy(
                                Block::document, Collectors.mapping(Block::notRun, Collectors.toList()))))
                .as("blocks that nobody runs")
                .isEqualTo(NOT_RUN);
    }

    @ParameterizedTest
    @MethodSource("here")
    void commandsDoWhatTheDocumentShows(String document) throws Exception {
        for (String program : List.of("/usr/bin/curl", "/usr/bin/lftp", "/usr/bin/openssl", "/usr/sbin/mosquitto")) {
            assumeTrue(Files.isExecutable(Path.of(program)), program + " is not installed");
        }
        try (Reader reader = new Reader(folder)) {
            for (Command command : Document.read(CHECKOUT, document).commands()) {
                reader.type(command);
            }
        }
    }

    @Test
    void eachTestThatIsNamedExists() throws IOException {
        Map<String, String> tests = tests();
        List<String> missing = new ArrayList<>();
        for (MatchResult named : TEST.matcher(Files.readString(CHECKOUT.resolve("docs/security.md")))
                .results()
                .toList()) {
            String test = tests.getOrDefault(named.group(1), "");
            if (test.isEmpty() || named.group(2) != null && !test.contains(" " + named.group(2) + "(")) {
                missing.add(named.group());
            }
        }

        assertThat(missing).isEmpty();
    }

    static List<String> here() {
        return HERE;
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (String path :
                Stream.of(HERE, IN_KARAF, IN_TERMINALS).flatMap(List::stream).toList()) {
            blocks.addAll(Document.read(CHECKOUT, path).blocks());
        }
        return blocks;
    }

    /** The tests' sources by their names. */
    private static Map<String, String> tests() throws IOException {
        try (Stream<Path> files =
                Stream.concat(Files.walk(CHECKOUT.resolve("bundles")), Files.walk(CHECKOUT.resolve("itests")))) {
            return files.filter(file -> file.toString().contains("/src/test/java/"))
                    .filter(file -> file.toString().matches(".*(Test|IT)\\.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            DocumentsIT::content,
                            String::concat));
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
