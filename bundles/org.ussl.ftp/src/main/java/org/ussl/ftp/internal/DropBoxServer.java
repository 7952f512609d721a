// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the FTP server up, and decides who may log in while nobody is configured. All of it happens on one thread
 * ({@code ussl-ftp}), so that starting costs its caller nothing.
 *
 * <p>Configurations come one by one: the server's may well be there some milliseconds before the first user's. So a
 * first-start password is made only when no user has been there for a while ({@link #GRACE}). Looking into the
 * configuration store instead would not help, because a file that has not been read yet is not in there either. Should
 * a user come later still, the first-start password stops to count and its file is deleted. A file that is there at the
 * start hence says that no user was configured before, and its password counts at once.
 *
 * <p>New settings make a new listener. It opens before the old one's port is freed, unless it needs that port; sessions
 * of the old one go on with its settings for a while, an upload under way to its end.
 */
final class DropBoxServer {

    /** How long there must have been no user before the first-start password counts. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /** Hears of the listener's coming and going, on the server's thread or the one that stops it. */
    interface Observer {
        /** The second is where clients begin with TLS; {@code null} for nowhere. */
        void listening(InetSocketAddress address, @Nullable InetSocketAddress implicitTls);

        void stopped();
    }

    private static final Logger LOG = LoggerFactory.getLogger(DropBoxServer.class);

    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private volatile FtpSettings settings;
    private final FirstStartPassword firstStart;
    private final FirstStartCertificate certificate;
    private final GatewayServices services;
    private final Observer observer;
    private final Accounts accounts;
    private final LoginBrake brake;
    private final FtpThreads threads = new FtpThreads();
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads);

    // All are the executor's until it has ended.
    private @Nullable FtpListener listener;
    private final Set<FtpListener> retired = new HashSet<>();
    private int changes;
    private boolean firstStartCounts;

    private volatile @Nullable InetSocketAddress address;

    DropBoxServer(
            FtpSettings settings,
            FirstStartPassword firstStart,
            FirstStartCertificate certificate,
            GatewayServices services,
            LoginBrake brake,
            Observer observer) {
        this.settings = settings;
        this.firstStart = firstStart;
        this.certificate = certificate;
        this.services = services;
        this.brake = brake;
        this.observer = observer;
        accounts = new Accounts(settings.limits().idleTimeoutSeconds());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // One task for each connection, until it has logged in.
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Starts to listen, soon. */
    void start() {
        // Before the port is open, so that no client meets a server that does not know its password yet.
        executor.execute(this::useKeptPassword);
        executor.execute(() -> listen(0, FIRST_RETRY));
        decideOnFirstStart();
        servicesChanged();
    }

    /** Goes on with other settings, soon: with another port, or for the sessions that begin then. */
    void change(FtpSettings next) {
        later(() -> {
            if (!next.equals(settings)) {
                settings = next;
                accounts.idleTimeout(next.limits().idleTimeoutSeconds());
                changes++;
                listen(changes, FIRST_RETRY);
            }
        });
        servicesChanged();
    }

    /** Where it listens now; empty while it waits for its port. */
    Optional<InetSocketAddress> address() {
        return Optional.ofNullable(address);
    }

    /** Hears that another service of the gateway has come. */
    void servicesChanged() {
        if (settings.needsCertificate()) {
            later(certificate::ensure);
        }
    }

    /** Lets someone log in. */
    void add(FtpAccount account) {
        accounts.add(account);
        later(this::forgetFirstStart);
    }

    /** Lets someone no longer log in; who has done so stays. */
    void remove(FtpAccount account) {
        accounts.remove(account);
        if (!accounts.areConfigured()) {
            decideOnFirstStart();
        }
    }

    /** Frees the port, ends the sessions, and waits until all threads are gone, for some seconds at most. */
    void stop() {
        executor.shutdown();
        try {
            // A listener that is being opened has to be closed, so it is waited for.
            if (!executor.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("FTP drop box: its thread does not end");
            }
            FtpListener running = listener;
            if (running != null) {
                listener = null;
                address = null;
                observer.stopped();
                close(running);
                LOG.info("FTP drop box on {} has stopped", text(running.address()));
            }
            for (FtpListener old : retired) {
                close(old);
            }
            threads.join(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(FtpListener running) throws InterruptedException {
        // On a thread of its own: FtpServer waits five seconds for a session that is stuck in an active connection.
        Thread closing = threads.newThread(running::close);
        closing.start();
        closing.join(STOP_LIMIT.toMillis() / 4);
        // Sessions that wait, such as after a failed login.
        if (closing.isAlive()) {
            threads.interruptWaiting();
        }
        closing.join(STOP_LIMIT.toMillis());
    }

    private void listen(int change, Duration retry) {
        if (change != changes) {
            // A try that has waited for other settings' port.
            return;
        }
        boolean justFreed = false;
        try {
            FlashFolder flash = FlashFolder.open(settings.flashFolder(), settings.limits());
            FtpListener old = listener;
            if (old != null && old.isInTheWayOf(settings)) {
                retire(old);
                old = null;
                justFreed = true;
            }
            FtpListener opened = FtpListener.open(settings, flash, accounts, brake, services, threads, executor);
            if (old != null) {
                retire(old);
            }
            listener = opened;
            InetSocketAddress implicit = opened.implicitTls();
            LOG.info(
                    "FTP drop box listens on {}{}",
                    text(opened.address()),
                    implicit == null ? "" : ", and for TLS from the first byte on " + text(implicit));
            address = opened.address();
            observer.listening(opened.address(), implicit);
        } catch (IOException | RuntimeException e) {
            if (justFreed) {
                // MINA's thread closes the socket a moment after it has said so.
                later(() -> listen(change, FIRST_RETRY), MOMENT);
                return;
            }
            String message = "FTP drop box cannot listen on {}: {}; trying again in {} s{}";
            String where = text(settings.address());
            String rest = listener == null ? "" : ", and going on as before until then";
            if (retry.equals(FIRST_RETRY)) {
                LOG.error(message, where, e.getMessage(), retry.toSeconds(), rest);
            } else {
                LOG.debug(message, where, e.getMessage(), retry.toSeconds(), rest);
            }
            Duration next = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
            later(() -> listen(change, next), retry);
        }
    }

    private void retire(FtpListener old) {
        listener = null;
        address = null;
        observer.stopped();
        retired.add(old);
        old.retire(() -> later(() -> {
            if (retired.remove(old)) {
                threads.start(old::close);
            }
        }));
        later(old::dismiss, Duration.ofSeconds(settings.limits().drainSeconds()));
        LOG.info("FTP drop box no longer listens on {}; who is connected may finish", text(old.address()));
    }

    private void useKeptPassword() {
        try {
            Optional<FtpAccount> kept = firstStart.keptAccount();
            if (kept.isPresent() && !accounts.areConfigured()) {
                accounts.firstStart(kept.get());
                firstStartCounts = true;
            }
        } catch (IOException e) {
            LOG.debug("The first-start password will be asked for again, and the failure reported then", e);
        }
    }

    private void decideOnFirstStart() {
        later(this::useFirstStart, GRACE);
    }

    private void useFirstStart() {
        if (firstStartCounts || accounts.areConfigured()) {
            return;
        }
        try {
            accounts.firstStart(firstStart.account());
            firstStartCounts = true;
        } catch (IOException e) {
            LOG.error("No FTP user is configured, and there is no first-start password: {}", e.getMessage());
        }
    }

    private void forgetFirstStart() {
        accounts.firstStart(null);
        firstStartCounts = false;
        try {
            firstStart.forget();
        } catch (IOException e) {
            LOG.warn("The first-start password cannot be deleted: {}", e.toString());
        }
    }

    private void later(Runnable task) {
        later(task, Duration.ZERO);
    }

    private void later(Runnable task, Duration delay) {
        try {
            var unused = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException expected) {
            // It is being stopped.
        }
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
