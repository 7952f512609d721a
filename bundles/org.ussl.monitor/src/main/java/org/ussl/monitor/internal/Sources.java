// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.List;
import java.util.Optional;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.Credentials;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.ftp.FtpServer;
import org.ussl.mqtt.MqttConnection;
import org.ussl.tls.TlsService;
import org.ussl.tls.TlsStatistics;

/** The gateway's services at one moment; any of them may be away. */
record Sources(
        Optional<TlsService> tls,
        Optional<Credentials> credentials,
        Optional<CredentialIntake> intake,
        Optional<CredentialStore> store,
        Optional<FtpServer> ftp,
        List<MqttConnection> mqtt) {

    static final Sources NONE = new Sources(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    /** The profiles; none while nobody knows them. */
    List<CredentialInfo> profiles() {
        return credentials.map(Credentials::profiles).orElse(List.of());
    }

    Optional<TlsStatistics> statistics() {
        return tls.map(TlsService::statistics);
    }
}
