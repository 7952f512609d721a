// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.utils.json.JSONParser;
import org.junit.jupiter.api.Test;

class AnswerTest {

    @Test
    void writesWhatAJsonParserReads() throws Exception {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("text", "\"quoted\" \\ and\nbroken \u001b \u00e4");
        data.put("number", 7L);
        data.put("truth", true);
        data.put("list", List.of("a", Map.of("b", 1)));
        String json = Answer.of(data, "words").json();
        assertThat(json).doesNotContain("\n").doesNotContain("\u001b");
        Map<String, Object> read = new JSONParser(json).getParsed();
        assertThat(read.get("text")).isEqualTo(data.get("text"));
        assertThat(String.valueOf(read.get("number"))).isEqualTo("7");
        assertThat(read.get("truth")).isEqualTo(true);
        assertThat(read.get("list")).asString().contains("a", "b");
    }

    @Test
    void tellsAFailureToScriptsAsWell() {
        Answer failure = Answer.failure("line-3: \u001b[2Jno");
        assertThat(failure.json()).contains("\"ok\":false").contains("line-3");
        assertThat(failure.words().apply(Style.PLAIN)).isEqualTo("line-3: ?[2Jno");
    }
}
