// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path home;

    private final Properties system = new Properties();

    @BeforeEach
    void writeConfiguration() throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(
                home.resolve("conf/config.properties"),
                "ussl.ftp.port = 2121\norg.osgi.framework.storage = ${ussl.data}/cache\nodd = ${nothing}$1\\\\\n");
        system.setProperty("ussl.home", home.toString());
    }

    @Test
    void findsEverythingBelowTheInstallation() throws IOException {
        Settings settings = Settings.load(system);

        assertThat(settings.framework())
                .containsEntry("ussl.conf", home.resolve("conf").toString())
                .containsEntry("ussl.deploy", home.resolve("deploy").toString())
                .containsEntry(
                        "org.osgi.framework.storage", home.resolve("data/cache").toString())
                .containsEntry("ussl.ftp.port", "2121");
        assertThat(settings.shell()).isFalse();
    }

    @Test
    void systemPropertiesWin() throws IOException {
        system.setProperty("ussl.ftp.port", "0");
        system.setProperty("ussl.data", home.resolve("elsewhere").toString());
        system.setProperty("ussl.shell", "true");

        Settings settings = Settings.load(system);

        assertThat(settings.framework())
                .containsEntry("ussl.ftp.port", "0")
                .containsEntry(
                        "org.osgi.framework.storage",
                        home.resolve("elsewhere/cache").toString());
        assertThat(settings.shell()).isTrue();
    }

    @Test
    void passesNoOtherSystemPropertyOn() throws IOException {
        system.setProperty("java.secret", "x");

        assertThat(Settings.load(system).framework()).doesNotContainKey("java.secret");
    }

    @Test
    void takesDollarsAndBackslashesOfValuesLiterally() throws IOException {
        assertThat(Settings.load(system).framework()).containsEntry("odd", "$1\\");
    }

    @Test
    void namesTheOptionWhenTheConfigurationIsNotThere() {
        system.setProperty("ussl.conf", home.resolve("nowhere").toString());

        assertThatThrownBy(() -> Settings.load(system))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("config.properties is missing: --conf");
    }
}
