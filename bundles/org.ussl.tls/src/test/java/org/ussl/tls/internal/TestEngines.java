// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.util.List;
import java.util.concurrent.Callable;
import org.ussl.tls.bc.internal.BouncyCastleEngine;
import org.ussl.tls.conscrypt.internal.ConscryptEngine;
import org.ussl.tls.internal.engine.Engines;
import org.ussl.tls.internal.engine.JdkEngine;
import org.ussl.tls.spi.TlsEngine;

/** The engines that the tests run over; made once, because that takes a second. */
final class TestEngines {
    static final TlsEngine JDK = new JdkEngine();
    static final TlsEngine BC = make(BouncyCastleEngine::new);
    static final TlsEngine CONSCRYPT = make(ConscryptEngine::new);

    private TestEngines() {}

    static List<TlsEngine> all() {
        return List.of(JDK, BC, CONSCRYPT);
    }

    /** The engine that the tests run on which say nothing else: {@code -Dussl.test.engine}, or the JDK's. */
    static TlsEngine chosen() {
        String name = System.getProperty("ussl.test.engine", "jdk");
        return all().stream()
                .filter(engine -> engine.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalStateException("ussl.test.engine: no engine " + name));
    }

    /** A choice that stands. */
    static Engines only(TlsEngine engine) {
        Engines engines = new Engines(engine.name());
        if (engine != JDK) {
            engines.add(engine);
        }
        return engines;
    }

    private static TlsEngine make(Callable<TlsEngine> maker) {
        try {
            return maker.call();
        } catch (Exception e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
