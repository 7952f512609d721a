// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StoresDocumentTest {

    @Test
    void showsTheTestOfThisStoreAsItIs() throws Exception {
        String document = Files.readString(Path.of("../../docs/stores.md"));
        String source = Files.readString(Path.of("src/test/java/org/ussl/example/store/internal/MemoryStoreTest.java"));

        assertThat(Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(document)
                        .results()
                        .map((MatchResult block) -> block.group(1))
                        .toList())
                .hasSize(1)
                .allSatisfy(block -> assertThat(source).contains(block));
    }
}
