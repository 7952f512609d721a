// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;

import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** The API bundle in a framework that holds nothing else. */
public class ApiAloneIT {
    @Rule
    public final TemporaryFolder cache = new TemporaryFolder();

    @Test
    public void theApiResolvesInAnEmptyFramework() throws Exception {
        Framework framework = new FrameworkFactory()
                .newFramework(
                        Map.of(Constants.FRAMEWORK_STORAGE, cache.getRoot().getPath()));
        framework.start();
        try {
            Bundle api = framework
                    .getBundleContext()
                    .installBundle(Path.of(System.getProperty("ussl.itests.bundles"), "org.ussl.api.jar")
                            .toUri()
                            .toString());
            api.start();

            assertEquals(Bundle.ACTIVE, api.getState());
            assertNotNull(api.loadClass("org.ussl.tls.TlsOptions"));
        } finally {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }
}
