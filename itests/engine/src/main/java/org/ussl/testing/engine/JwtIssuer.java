// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.engine;

import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/**
 * Who lets users in at a server that knows no passwords: an operator of NATS and an account, as {@code nsc} has them.
 */
public final class JwtIssuer {

    private static final String UNLIMITED = "{\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,\"imports\":-1,"
            + "\"exports\":-1,\"wildcards\":true,\"conn\":-1,\"leaf\":-1%s},\"type\":\"account\",\"version\":2}";
    private static final String STREAMS = ",\"mem_storage\":-1,\"disk_storage\":-1,\"streams\":-1,\"consumer\":-1";

    private final NKey operator;
    private final NKey system;
    private final NKey account;

    /**
     * Makes one with keys of its own.
     *
     * @throws IOException never, because the keys are new
     * @throws GeneralSecurityException if the JDK has no such keys
     */
    public JwtIssuer() throws IOException, GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        operator = NKey.createOperator(random);
        system = NKey.createAccount(random);
        account = NKey.createAccount(random);
    }

    private static String name(NKey key) throws IOException, GeneralSecurityException {
        return new String(key.getPublicKey());
    }

    private String issue(NKey subject, String name, String claims) throws IOException, GeneralSecurityException {
        return JwtUtils.issueJWT(
                operator, name(subject), name, null, JwtUtils.currentTimeSeconds(), name(operator), () -> claims);
    }

    /**
     * What makes a server believe this one.
     *
     * @return lines of its configuration
     * @throws IOException never, because the keys are there
     * @throws GeneralSecurityException if the JDK cannot sign
     */
    public String configuration() throws IOException, GeneralSecurityException {
        return String.join(
                "\n",
                // By itself a server hangs up on who needs more than two seconds, which a busy machine may take.
                "authorization { timeout: 60 }",
                "operator: " + issue(operator, "plant", "{\"type\":\"operator\",\"version\":2}"),
                "system_account: " + name(system),
                "resolver: MEMORY",
                "resolver_preload: {",
                "  " + name(system) + ": " + issue(system, "SYS", UNLIMITED.formatted("")),
                "  " + name(account) + ": " + issue(account, "fleet", UNLIMITED.formatted(STREAMS)),
                "}");
    }

    /**
     * A user of the account.
     *
     * @param name the user's name
     * @return what is in the user's file
     * @throws IOException never, because the keys are there
     * @throws GeneralSecurityException if the JDK cannot sign
     */
    public String credentials(String name) throws IOException, GeneralSecurityException {
        NKey user = NKey.createUser(new SecureRandom());
        String jwt = JwtUtils.issueUserJWT(account, name(account), name(user), name);
        return String.format(JwtUtils.NATS_USER_JWT_FORMAT, jwt, new String(user.getSeed()));
    }
}
