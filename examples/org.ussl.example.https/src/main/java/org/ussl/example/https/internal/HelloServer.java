// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.https.internal;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Says hello by the JDK's HTTPS server. Of ussl it knows the provider's name, as a configuration file could. */
@Component(
        service = HelloServer.class,
        immediate = true,
        configurationPid = "org.ussl.example.https",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HelloServer.Config.class)
public final class HelloServer {

    /** The keys of {@code org.ussl.example.https}. */
    @ObjectClassDefinition(name = "ussl example: HTTPS", description = "Says hello over HTTPS")
    public @interface Config {
        @AttributeDefinition(name = "Port", description = "On 127.0.0.1; 0 for one that the system chooses")
        int port() default 8443;

        @AttributeDefinition(
                name = "TLS context",
                description = "A name for SSLContext.getInstance: USSL/PROFILE takes that profile's credentials")
        String context() default "USSL/default";
    }

    private final HttpsServer server;

    /** Starts; the bundle org.ussl.jca must be active, which brings the names. */
    @Activate
    public HelloServer(Config config) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance(config.context());
        context.init(null, null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), config.port()), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] hello = "hello\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, hello.length);
            exchange.getResponseBody().write(hello);
            exchange.close();
        });
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Deactivate
    void stop() {
        server.stop(0);
    }
}
