// SPDX-License-Identifier: Apache-2.0
package bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.apache.mina.transport.socket.SocketSessionConfig;

/** Apache FtpServer with a folder, its replies sent at once: what the drop box is compared with. Prints its port. */
final class PlainServer {

    private PlainServer() {}

    public static void main(String[] arguments) throws Exception {
        BaseUser user = new BaseUser();
        user.setName("ops");
        user.setPassword("open sesame");
        user.setHomeDirectory(Files.createDirectories(Path.of(arguments[0])).toString());
        user.setAuthorities(List.of(new WritePermission()));
        ListenerFactory listener = new ListenerFactory();
        listener.setServerAddress("127.0.0.1");
        listener.setPort(0);
        // Otherwise its last reply waits for the client's delayed ACK of the one before, some 40 ms.
        listener.setSessionFilter(session -> {
            ((SocketSessionConfig) session.getConfig()).setTcpNoDelay(true);
            return true;
        });
        ConnectionConfigFactory connections = new ConnectionConfigFactory();
        connections.setMaxLogins(1000);
        connections.setMaxThreads(64);
        FtpServerFactory factory = new FtpServerFactory();
        factory.setConnectionConfig(connections.createConnectionConfig());
        factory.getUserManager().save(user);
        Listener made = listener.createListener();
        factory.addListener("default", made);
        FtpServer server = factory.createServer();
        server.start();
        System.out.println("port " + made.getPort());
    }
}
