// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ussl.ftp.FtpServer;

/**
 * Puts together what the configuration says (how to listen, who may log in) and what programs say (whether to listen,
 * who else may log in, how long sessions may be silent), and keeps one {@link DropBoxServer} while the drop box is on.
 *
 * <p>What only asks takes no lock, because {@link #deinit()} holds one for seconds, and may be what a thread of the
 * server waits for.
 */
final class DropBoxSwitch implements FtpServer {

    private final Function<FtpSettings, DropBoxServer> servers;
    private final List<FtpAccount> accounts = new ArrayList<>();

    private @Nullable FtpAccount login;
    private @Nullable Duration timeout;
    private boolean switchedOff;

    private volatile FtpSettings configured;
    private volatile FtpSettings current;
    private volatile @Nullable DropBoxServer server;

    /** It is off at first. */
    DropBoxSwitch(FtpSettings configured, Function<FtpSettings, DropBoxServer> servers) {
        this.configured = configured;
        current = configured;
        this.servers = servers;
    }

    /** Takes a configuration, and switches on unless a program has switched off. */
    synchronized void configure(FtpSettings settings) {
        configured = settings;
        apply();
        if (!switchedOff) {
            start();
        }
    }

    @Override
    public synchronized void init() {
        switchedOn(null, null);
    }

    @Override
    public void init(String user, char[] password, Duration newTimeout) {
        ConfiguredAccount.requireName(user);
        seconds(newTimeout);
        PasswordHash hash = hash(password);
        synchronized (this) {
            switchedOn(new HashedAccount(user, hash), newTimeout);
        }
    }

    private void switchedOn(@Nullable FtpAccount newLogin, @Nullable Duration newTimeout) {
        switchedOff = false;
        timeout = newTimeout;
        apply();
        FtpAccount old = login;
        login = newLogin;
        // The new one first, so that there is never nobody, and no first-start password for a moment.
        if (newLogin != null) {
            add(newLogin);
        }
        if (old != null) {
            remove(old);
        }
        start();
    }

    @Override
    public synchronized void deinit() {
        switchedOff = true;
        stop();
    }

    /** Frees the port and ends the sessions; a configuration may switch on again. */
    synchronized void stop() {
        DropBoxServer running = server;
        server = null;
        if (running != null) {
            running.stop();
        }
    }

    private void start() {
        if (server == null) {
            DropBoxServer made = servers.apply(current);
            accounts.forEach(made::add);
            server = made;
            made.start();
        }
    }

    private void apply() {
        Duration wanted = timeout;
        current = wanted == null ? configured : configured.withIdleTimeout(seconds(wanted));
        DropBoxServer running = server;
        if (running != null) {
            running.change(current);
        }
    }

    /** Lets someone log in. */
    synchronized void add(FtpAccount account) {
        accounts.add(account);
        DropBoxServer running = server;
        if (running != null) {
            running.add(account);
        }
    }

    /** Lets someone no longer log in; who has done so stays. */
    synchronized void remove(FtpAccount account) {
        accounts.removeIf(known -> known == account);
        DropBoxServer running = server;
        if (running != null) {
            running.remove(account);
        }
    }

    /** Hears that another service of the gateway has come. */
    void servicesChanged() {
        DropBoxServer running = server;
        if (running != null) {
            running.servicesChanged();
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    @Override
    public Optional<InetSocketAddress> address() {
        DropBoxServer running = server;
        return running == null ? Optional.empty() : running.address();
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(current.limits().idleTimeoutSeconds());
    }

    @Override
    public synchronized void timeout(Duration newTimeout) {
        seconds(newTimeout);
        timeout = newTimeout;
        apply();
    }

    private int seconds(Duration wanted) {
        long seconds = Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, wanted.toSeconds()));
        return configured.withIdleTimeout((int) seconds).limits().idleTimeoutSeconds();
    }

    @Override
    public String passwordHash(char[] password) {
        return hash(password).text();
    }

    private static PasswordHash hash(char[] password) {
        if (password.length == 0) {
            throw new IllegalArgumentException("the password is empty");
        }
        return PasswordHash.of(password, PasswordHash.RECOMMENDED_ITERATIONS, new SecureRandom());
    }
}
