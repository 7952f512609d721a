// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.engine;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.spi.TlsEngine;

/**
 * The engines that are there, and which of them a configuration chooses. Each handshake asks; one that is up keeps the
 * engine that it started with.
 *
 * <p>An engine that is chosen and not there is an error and never replaced by another: whoever chose one for its
 * post-quantum key exchange must not get a connection without it.
 */
public final class Engines {
    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);
    private static final String AUTO = "auto";
    private static final Set<String> CHOICES = Set.of(AUTO, JdkEngine.NAME, "bc", "conscrypt");

    private volatile String chosen;
    private final JdkEngine jdk = new JdkEngine();

    /** The last one with a name counts: an update binds the new one before it unbinds the old. */
    private final List<TlsEngine> others = new CopyOnWriteArrayList<>();

    /**
     * Takes the choice.
     *
     * @param choice {@code auto}, which is the JDK's, or an engine's name
     */
    public Engines(String choice) {
        chosen = requireKnown(choice);
    }

    /** Takes another choice, which {@link #requireKnown} has seen; connections that are up keep their engine. */
    public void choose(String name) {
        if (!name.equals(chosen)) {
            chosen = name;
            LOG.info("the TLS engine {} is chosen from now on", name);
        }
    }

    /**
     * The name of the engine that is chosen.
     *
     * @throws IllegalArgumentException if there is no such engine
     */
    public static String requireKnown(String choice) {
        String name = choice.strip().toLowerCase(Locale.ROOT);
        if (!CHOICES.contains(name)) {
            throw new IllegalArgumentException("engine: must be auto, jdk, bc or conscrypt, not \"" + choice + "\"");
        }
        return AUTO.equals(name) ? JdkEngine.NAME : name;
    }

    /** The engine for the next handshake. */
    public TlsEngine current() throws SSLError {
        String chosen = this.chosen; // Once: a configuration may change it meanwhile.
        if (chosen.equals(jdk.name())) {
            return jdk;
        }
        TlsEngine found = null;
        for (TlsEngine engine : others) {
            if (engine.name().equals(chosen)) {
                found = engine;
            }
        }
        if (found == null) {
            throw new SSLError(
                    Reason.UNSUPPORTED,
                    "unsupported: org.ussl.tls says engine=" + chosen
                            + ", and that engine is not there; start the bundle org.ussl.tls." + chosen
                            + " or choose engine=jdk",
                    null,
                    null,
                    null);
        }
        return found;
    }

    /** Takes an engine that came. */
    public void add(TlsEngine engine) {
        others.add(engine);
        if (engine.name().equals(chosen)) {
            LOG.info("the TLS engine {} is in use from now on", chosen);
        }
    }

    /** Lets an engine go. */
    public void remove(TlsEngine engine) {
        others.removeIf(other -> other == engine);
        if (engine.name().equals(chosen)
                && others.stream().noneMatch(o -> o.name().equals(chosen))) {
            LOG.warn("the TLS engine {} is gone: new connections fail until it is back", chosen);
        }
    }

    /** Whether a context of an engine may still be used for a new connection. */
    public boolean isCurrent(TlsEngine engine) {
        try {
            return current() == engine;
        } catch (SSLError e) {
            return false;
        }
    }
}
