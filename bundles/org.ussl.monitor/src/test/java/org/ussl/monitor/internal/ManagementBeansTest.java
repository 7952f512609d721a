// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialInfo;

class ManagementBeansTest {
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final Rig rig = new Rig();
    private final Tally tally = new Tally();
    private final ManagementBeans beans = beans();

    private ManagementBeans beans() {
        Clock clock = Clock.fixed(Rig.NOW, ZoneOffset.UTC);
        return new ManagementBeans(
                () -> server,
                Map.of(
                        "Tls",
                        new TlsBean(rig::sources),
                        "Credentials",
                        new CredentialsBean(rig::sources, tally, clock)),
                new ManagementBeans.Profiles() {
                    @Override
                    public Set<String> names() {
                        return rig.profiles.stream()
                                .map(CredentialInfo::profile)
                                .collect(Collectors.toSet());
                    }

                    @Override
                    public Object bean(String name) {
                        return new ProfileBean(rig::sources, name, clock);
                    }
                });
    }

    @Test
    void showsEachProfileForAsLongAsItIsThereAndLeavesNothing() throws Exception {
        rig.profiles.add(
                Rig.profile("line-3", List.of(Rig.certificate("CN=gw-17", "2026-12-11T00:00:00Z")), List.of()));
        rig.profiles.add(Rig.profile("a.b", List.of(), List.of()));
        beans.refresh();
        ObjectName line = new ObjectName("org.ussl:type=Profile,name=\"line-3\"");
        assertThat(server.getAttribute(line, "DaysToExpiry")).isEqualTo(9.5);
        assertThat(server.getAttribute(line, "Subject")).isEqualTo("CN=gw-17");
        assertThat(server.getAttribute(line, "Revision")).isEqualTo(3L);
        assertThat(server.getAttribute(new ObjectName("org.ussl:type=Profile,name=\"a.b\""), "DaysToExpiry"))
                .isNull();
        assertThat(names()).hasSize(4);
        rig.profiles.remove(1);
        beans.refresh();
        assertThat(names()).hasSize(3);
        beans.close();
        beans.refresh();
        assertThat(names()).isEmpty();
    }

    @Test
    void countsAreOpenTypesThatAnyClientReads() throws Exception {
        rig.profiles.add(
                Rig.profile("line-3", List.of(Rig.certificate("CN=gw-17", "2026-12-11T00:00:00Z")), List.of()));
        tally.count(Rig.event("delivery", "committed", "ftp", Map.of()));
        tally.count(Rig.event("delivery", "refused", "ftp", Map.of("reason", "EXPIRED")));
        tally.count(Rig.event("login", "refused", "ftp", Map.of()));
        tally.swapped(Change.Action.DELIVERY);
        beans.refresh();
        ObjectName name = new ObjectName("org.ussl:type=Credentials");
        assertThat(server.getAttribute(name, "Profiles")).isEqualTo(1);
        assertThat(server.getAttribute(name, "FewestDaysToExpiry")).isEqualTo(9.5);
        assertThat(server.getAttribute(name, "Uploads")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "Refusals")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "RefusedLogins")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "Swaps")).isEqualTo(1L);
        TabularData reasons = (TabularData) server.getAttribute(name, "RefusalsByReason");
        assertThat(reasons.get(new Object[] {"expired"}).get("value")).isEqualTo(1L);
        assertThat(server.getAttribute(new ObjectName("org.ussl:type=Tls"), "ResumedShare"))
                .isEqualTo(0.0);
    }

    @Test
    void anotherGatewaysBeansAreNotTaken() throws Exception {
        beans.refresh();
        ManagementBeans other = beans();
        other.refresh();
        other.close();
        assertThat(names()).hasSize(2);
        beans.close();
        assertThat(names()).isEmpty();
    }

    private Set<ObjectName> names() throws Exception {
        return server.queryNames(new ObjectName("org.ussl:*"), null);
    }
}
