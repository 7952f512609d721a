// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ftpserver.ftplet.Authentication;
import org.apache.ftpserver.ftplet.AuthenticationFailedException;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.User;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.usermanager.UsernamePasswordAuthentication;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in now: the configured accounts or, while there are none, the first-start account. Safe for use by many
 * threads.
 */
final class Accounts implements UserManager {

    private static final FtpAccount NOBODY = new HashedAccount("", PasswordHash.unknown());

    private volatile int idleTimeoutSeconds;
    private final List<FtpAccount> configured = new CopyOnWriteArrayList<>();
    private volatile @Nullable FtpAccount firstStart;

    Accounts(int idleTimeoutSeconds) {
        this.idleTimeoutSeconds = idleTimeoutSeconds;
    }

    /** Sets how long the sessions of those who log in from now on may be silent. */
    void idleTimeout(int seconds) {
        idleTimeoutSeconds = seconds;
    }

    void add(FtpAccount account) {
        configured.add(account);
    }

    void remove(FtpAccount account) {
        // By identity: a changed configuration brings the new service before the old one goes.
        configured.removeIf(known -> known == account);
    }

    /** Whether any account is configured. */
    boolean areConfigured() {
        return !configured.isEmpty();
    }

    /** Sets the account that counts while none is configured; {@code null} for none. */
    void firstStart(@Nullable FtpAccount account) {
        firstStart = account;
    }

    @Override
    public User authenticate(Authentication authentication) throws AuthenticationFailedException {
        Conversation conversation = Conversation.current();
        User user = null;
        try {
            if (conversation != null && authentication instanceof UsernamePasswordAuthentication claim) {
                user = admitted(claim, conversation);
            }
        } finally {
            // Before FtpServer's pause and its reply, or those who try at once would get more guesses than they may.
            if (conversation != null) {
                conversation.login().decided(user != null);
            }
        }
        if (user == null) {
            throw new AuthenticationFailedException("Name or password is wrong");
        }
        return user;
    }

    private @Nullable User admitted(UsernamePasswordAuthentication claim, Conversation conversation) {
        String name = claim.getUsername();
        // FtpServer hands the password over as a String; this copy at least does not stay.
        char[] password =
                claim.getPassword() == null ? new char[0] : claim.getPassword().toCharArray();
        try {
            List<FtpAccount> all = current();
            Optional<FtpAccount> known =
                    all.stream().filter(one -> one.name().equals(name)).findFirst();
            // A name that is not known must cost what a wrong password costs, or the clock tells names.
            FtpAccount account = known.orElse(all.stream().findFirst().orElse(NOBODY));
            X509Certificate certificate = conversation.tls().certificate();
            boolean admitted = certificate != null && account.admits(certificate) || account.admits(password);
            return admitted && known.isPresent() && account.permissions().mayComeFrom(conversation.address())
                    ? new SessionUser(name, idleTimeoutSeconds, account.permissions())
                    : null;
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private List<FtpAccount> current() {
        List<FtpAccount> now = List.copyOf(configured);
        FtpAccount fallback = firstStart;
        return !now.isEmpty() || fallback == null ? now : List.of(fallback);
    }

    /** Always {@code null}, so that the reply to USER is the same for every name. */
    @Override
    public @Nullable User getUserByName(String name) {
        return null;
    }

    @Override
    public String[] getAllUserNames() {
        return current().stream().map(FtpAccount::name).toArray(String[]::new);
    }

    @Override
    public boolean doesExist(String name) {
        return current().stream().anyMatch(known -> known.name().equals(name));
    }

    @Override
    public void delete(String name) throws FtpException {
        throw new FtpException("Users are configured by " + ConfiguredAccount.PID);
    }

    @Override
    public void save(User user) throws FtpException {
        throw new FtpException("Users are configured by " + ConfiguredAccount.PID);
    }

    @Override
    public String getAdminName() {
        return "";
    }

    /** Nobody: SITE WHO and SITE STAT stay closed. */
    @Override
    public boolean isAdmin(String name) {
        return false;
    }
}
