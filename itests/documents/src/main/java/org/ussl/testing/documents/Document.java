// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A document of the checkout.
 *
 * @param blocks its fenced blocks
 */
public record Document(List<Block> blocks) {
    private static final String FENCE = "```";

    /** Reads a whole one. */
    public static Document read(Path checkout, String path) throws IOException {
        return of(path, Files.readAllLines(checkout.resolve(path)));
    }

    /** Reads what follows a heading, up to the next one of its level or above. */
    public static Document readSection(Path checkout, String path, String heading) throws IOException {
        List<String> lines = Files.readAllLines(checkout.resolve(path));
        int begin = lines.indexOf(heading) + 1;
        int end = begin;
        while (begin > 0 && end < lines.size() && !lines.get(end).startsWith("## ")) {
            end++;
        }
        return of(path, lines.subList(begin, end));
    }

    private static Document of(String path, List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                int end = i + 1;
                while (!lines.get(end).equals(FENCE)) {
                    end++;
                }
                blocks.add(new Block(
                        path, i + 1, lines.get(i).substring(FENCE.length()), List.copyOf(lines.subList(i + 1, end))));
                i = end;
            }
        }
        return new Document(blocks);
    }

    /** The commands that a test is to type. */
    public List<Command> commands() {
        return blocks.stream()
                .filter(Block::isTyped)
                .flatMap(block -> block.commands().stream())
                .toList();
    }

    /** All commands, also those that are run elsewhere. */
    public List<Command> allCommands() {
        return blocks.stream().flatMap(block -> block.commands().stream()).toList();
    }
}
