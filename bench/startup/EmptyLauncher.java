// SPDX-License-Identifier: Apache-2.0
package bench;

import java.io.File;
import java.util.Arrays;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

/** Felix with the jars of one folder, in place, its cache thrown away at each start as the gateway does. */
public final class EmptyLauncher {
    private EmptyLauncher() {}

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        File home = new File(System.getProperty("empty.home"));
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        "org.osgi.framework.storage",
                        new File(home, "cache").getPath(),
                        "org.osgi.framework.storage.clean",
                        "onFirstInit",
                        "felix.cache.locking",
                        "false"));
        framework.init();
        File[] jars = new File(home, "bundle").listFiles();
        Arrays.sort(jars);
        for (File jar : jars) {
            Bundle bundle = framework.getBundleContext().installBundle("reference:" + jar.toURI());
            bundle.start();
        }
        framework.start();
        framework.waitForStop(0);
    }
}
