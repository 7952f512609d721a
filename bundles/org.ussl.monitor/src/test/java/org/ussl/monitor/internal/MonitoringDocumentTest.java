// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CrlInfo;
import org.ussl.ftp.FtpServer;
import org.ussl.mqtt.MqttConnection;
import org.ussl.mqtt.MqttState;
import org.ussl.tls.TlsService;
import org.ussl.tls.TlsStatistics;

/** docs/monitoring.md names what there is, and its rules ask for nothing that there is not. */
class MonitoringDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "monitoring.md");

    private final Rig rig = new Rig();

    /** A page with each family and, of each, a sample. */
    private String page() {
        rig.profiles.add(Rig.profile(
                "line-3",
                List.of(Rig.certificate("CN=gw-17", "2027-03-01T00:00:00Z")),
                List.of(),
                List.of(new CrlInfo("CN=CA", Optional.empty(), Rig.NOW, Optional.of(Instant.MAX), 0, "00"))));
        Sources all = new Sources(
                Optional.of(answering(
                        TlsService.class, Map.of("statistics", new TlsStatistics(0, 0, Map.of(), 0, 0, 0, 0, 0)))),
                Optional.of(rig),
                Optional.empty(),
                Optional.empty(),
                Optional.of(answering(
                        FtpServer.class, Map.of("isRunning", false, "address", Optional.<InetSocketAddress>empty()))),
                List.of(answering(
                        MqttConnection.class, Map.of("name", "cloud", "state", MqttState.CONNECTED, "pending", 0))));
        return new MetricsPage(() -> all, new Tally(), rig.health(), "1").text();
    }

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, given) -> Optional.ofNullable(answers.get(method.getName()))
                        .orElseThrow(() -> new AssertionError(method))));
    }

    @Test
    void eachMetricIsDocumentedAndEachThatIsDocumentedIsThere() throws Exception {
        assertThat(found("\\b(ussl_[a-z_]+)", Files.readString(DOCUMENT)))
                .isEqualTo(found("(?m)^# TYPE (\\S+)", page()));
    }

    @Test
    void rulesSelectByLabelsAndValuesThatThereAre() throws Exception {
        String page = page();
        Set<String> selected = found("(ussl_[a-z_]+\\{[^}]+})", Files.readString(DOCUMENT));
        assertThat(selected).isNotEmpty().allSatisfy(selector -> {
            String name = selector.substring(0, selector.indexOf('{'));
            String label = selector.substring(selector.indexOf('{') + 1, selector.length() - 1);
            assertThat(page.lines()).anyMatch(line -> line.startsWith(name + "{") && line.contains(label));
        });
    }

    @Test
    void eachAttributeByJmxIsDocumented() throws Exception {
        String text = Files.readString(DOCUMENT);
        assertThat(Stream.of(TlsMXBean.class, CredentialsMXBean.class, ProfileMXBean.class, HealthMXBean.class)
                        .flatMap(bean -> Stream.of(bean.getMethods()))
                        .map(Method::getName)
                        .map(name -> "`" + name.replaceFirst("^(get|is)", "") + "`"))
                .allSatisfy(attribute -> assertThat(text).contains(attribute));
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
