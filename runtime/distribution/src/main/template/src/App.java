package %NAME%.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The shell command {@code %COMMAND%:connect HOST PORT}: connects with the gateway's credentials and says who answered.
 * It is there while the profile "default" has a CA, a certificate and a key.
 */
@Component(
        service = App.class,
        property = {"osgi.command.scope=%COMMAND%", "osgi.command.function=connect"})
public final class App {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final SSLSocketFactory tls;

    /** The factory stays the same when credentials are renewed; each new socket uses what is in use then. */
    @Activate
    public App(@Reference(target = "(&(ussl.profile=default)(ussl.cert_reqs=required))") SSLSocketFactory tls) {
        this.tls = tls;
    }

    /** Connects, and hangs up again. */
    public String connect(String host, int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) tls.createSocket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.startHandshake();
            return socket.getSession().getProtocol() + " with " + socket.getSession().getPeerPrincipal();
        }
    }
}
