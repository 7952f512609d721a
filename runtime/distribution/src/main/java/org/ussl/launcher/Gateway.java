// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;

/** The process: from the command line to the exit status. */
public final class Gateway {
    /** Less than the two seconds that are promised for a stop; a machine that is busy beyond measure may take more. */
    private static final Duration STOP_DEADLINE = Duration.ofMillis(Long.getLong("ussl.stop.millis", 1800));

    private static final int FAILED = 1;
    private static final Instant MAIN = Instant.now();

    private final Settings settings;
    private final Framework framework;
    private final GatewayLog log;

    private Gateway(Settings settings, Framework framework, GatewayLog log) {
        this.settings = settings;
        this.framework = framework;
        this.log = log;
    }

    /**
     * Runs until it is told to stop.
     *
     * @param arguments none; everything comes from system properties, which the start script sets
     */
    public static void main(String[] arguments) {
        try {
            Settings settings = Settings.load(System.getProperties());
            privateFolder(settings.data());
            FileLock lock = lock(settings.data());
            GatewayLog log = GatewayLog.open(settings);
            Framework framework = new FrameworkFactory().newFramework(settings.framework());
            Gateway gateway = new Gateway(settings, framework, log);
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::stop, "ussl-stop"));
            gateway.start();
            if (Boolean.getBoolean("ussl.rehearsal")) { // The start script wants to see a start, and no more.
                System.exit(0);
            }
            framework.waitForStop(0);
            lock.release();
            System.exit(0);
        } catch (IOException | UncheckedIOException | IllegalArgumentException | BundleException e) {
            System.err.println("gateway: " + e.getMessage());
            System.exit(FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.exit(FAILED);
        }
    }

    private void start() throws BundleException, IOException {
        framework.init();
        log.follow(framework);
        BundleFolders.install(framework.getBundleContext(), settings.bundles(), settings.shell());
        framework.start();
        System.out.println(
                Readiness.await(framework, begin(), settings.readyDeadline()).describe());
        System.out.flush();
    }

    /** Runs as the JVM's shutdown hook: after Ctrl-C, SIGTERM, or {@code stop 0} in the shell. */
    private void stop() {
        int status = FAILED;
        try {
            framework.stop();
            FrameworkEvent end = framework.waitForStop(STOP_DEADLINE.toMillis());
            if (end.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                Logger.getLogger(Gateway.class.getName()).warning("A bundle did not stop in time: cut off");
            } else {
                status = 0;
            }
        } catch (BundleException | RuntimeException e) {
            Logger.getLogger(Gateway.class.getName()).log(Level.WARNING, "Could not stop cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
        // The JVM would report 143 for a SIGTERM that was obeyed in full, which service managers take for a failure.
        Runtime.getRuntime().halt(status);
    }

    /** When the process began, or when its start script had prepared what was missing. */
    private static Instant begin() {
        return Boolean.getBoolean("ussl.prepared")
                ? MAIN
                : ProcessHandle.current().info().startInstant().orElse(MAIN);
    }

    private static void privateFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    private static FileLock lock(Path data) throws IOException {
        FileChannel channel =
                FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException("another gateway runs on " + data + "; stop it, or give this one its own --data");
        }
        return lock;
    }
}
