// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.engine.Engines;
import org.ussl.tls.internal.engine.JdkEngine;
import org.ussl.tls.internal.engine.NewerParameters;
import org.ussl.tls.spi.TlsEngine;
import org.ussl.tls.spi.TlsFailure;
import org.ussl.tls.spi.TlsFeature;
import org.ussl.tls.spi.TlsMaterial;

class EngineChoiceTest {
    private static final TlsOptions UNVERIFIED = TlsOptions.builder().build();

    @RegisterExtension
    final TlsRig rig = new TlsRig(TestEngines.JDK);

    @Test
    void refusesAnEngineThatNobodyKnows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Engines("openssl"))
                .withMessage("engine: must be auto, jdk, bc or conscrypt, not \"openssl\"");
    }

    @Test
    void takesTheJdksEngineUnlessToldOtherwise() throws Exception {
        Engines engines = new Engines("auto");
        engines.add(new Named("bc"));

        assertThat(engines.current().name()).isEqualTo("jdk");
    }

    @Test
    void namesTheBundleOfAnEngineThatIsNotThere() throws Exception {
        Connections tls = rig.service(new Engines("bc"));

        assertThatThrownBy(() -> tls.wrapSocket(new Socket(), UNVERIFIED))
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(SSLError.Reason.UNSUPPORTED))
                .hasMessageContaining("engine=bc")
                .hasMessageContaining("start the bundle org.ussl.tls.bc");
    }

    @Test
    void usesTheNewEngineForNewConnectionsWhileOldOnesGoOn() throws Exception {
        InetSocketAddress server = rig.serve(TlsRig.CA.issue(TlsRig.server()), CertReqs.NONE);
        Engines engines = new Engines("bc");
        Named first = new Named("bc");
        engines.add(first);
        Connections tls = rig.service(engines);
        SSLSocket old = rig.closeLater(tls.wrapSocket(new Socket()));
        old.connect(server);

        Named second = new Named("bc");
        engines.add(second);
        engines.remove(first);
        SSLSocket young = rig.closeLater(tls.wrapSocket(new Socket()));
        young.connect(server);

        assertThat(first.contexts).isEqualTo(1);
        assertThat(second.contexts).isEqualTo(1);
        assertThat(TlsRig.talk(old)).isEqualTo("hello");
        assertThat(TlsRig.talk(young)).isEqualTo("hello");
    }

    @Test
    void doesNotFallBackToAnotherEngineWhenTheChosenOneGoes() throws Exception {
        Engines engines = new Engines("conscrypt");
        Named engine = new Named("conscrypt");
        engines.add(engine);
        Connections tls = rig.service(engines);
        SSLSocket wrapped = rig.closeLater(tls.wrapSocket(new Socket()));
        InetSocketAddress server = rig.serve(TlsRig.CA.issue(TlsRig.server()), CertReqs.NONE);

        engines.remove(engine);

        assertThatThrownBy(() -> wrapped.connect(server))
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(SSLError.Reason.UNSUPPORTED))
                .hasMessageContaining("org.ussl.tls.conscrypt");
    }

    @Test
    void refusesProtocolsAndSuitesThatTheEngineHasNot() {
        TlsOptions quic = TlsOptions.builder().protocols("TLSv1.4").build();
        TlsOptions export = TlsOptions.builder().cipherSuites("TLS_BEST").build();

        assertThatThrownBy(() -> rig.tls.wrapSocket(new Socket(), quic))
                .isInstanceOf(SSLError.class)
                .hasMessageStartingWith("unsupported: protocols=TLSv1.4 with the engine jdk");
        assertThatThrownBy(() -> rig.tls.wrapSocket(new Socket(), export))
                .isInstanceOf(SSLError.class)
                .hasMessageStartingWith("unsupported: cipherSuites=TLS_BEST with the engine jdk");
    }

    @Test
    void usesTheGroupsThatAreAskedForOrRefusesThem() throws Exception {
        InetSocketAddress server = rig.serve(TlsRig.CA.issue(TlsRig.server()), CertReqs.NONE);
        TlsOptions options = TlsOptions.builder().groups("secp384r1").build();
        SSLSocket[] socket = new SSLSocket[1];

        if (NewerParameters.haveGroups()) {
            socket[0] = rig.closeLater(rig.tls.wrapSocket(new Socket(), options));
            socket[0].connect(server);

            assertThat(NewerParameters.groups(socket[0].getSSLParameters())).containsExactly("secp384r1");
            assertThatThrownBy(() -> connect(server, "x25519", "x26"))
                    .isInstanceOf(SSLError.class)
                    .hasMessageContaining("the engine jdk has no group x26");
        } else {
            assertThatThrownBy(() -> rig.tls.wrapSocket(new Socket(), options))
                    .isInstanceOfSatisfying(
                            SSLError.class, e -> assertThat(e.reason()).isEqualTo(SSLError.Reason.UNSUPPORTED))
                    .hasMessageContaining("groups with the engine jdk on Java 17");
        }
    }

    @Test
    void forgetsSuitesThatACallerTookFromAnEngineThatWasExchanged() throws Exception {
        InetSocketAddress server = rig.serve(TlsRig.CA.issue(TlsRig.server()), CertReqs.NONE);
        SSLSocket wrapped = rig.closeLater(rig.tls.wrapSocket(new Socket()));
        SSLParameters parameters = wrapped.getSSLParameters();
        parameters.setCipherSuites(new String[] {"TLS_OF_ANOTHER_ENGINE", "TLS_AES_128_GCM_SHA256"});

        wrapped.setSSLParameters(parameters);

        assertThatCode(() -> wrapped.connect(server)).doesNotThrowAnyException();
        assertThat(wrapped.getSession().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
    }

    @Test
    void namesEngineAndOptionOfWhatAnEngineCannotDo() throws Exception {
        InetSocketAddress server = rig.serve(TlsRig.CA.issue(TlsRig.server()), CertReqs.NONE);
        Connections conscrypt = rig.service(TestEngines.only(TestEngines.CONSCRYPT));
        Connections bc = rig.service(TestEngines.only(TestEngines.BC));
        rig.versions.put(
                "default",
                List.of(TlsRig.CA.certificate()),
                TlsRig.CA.issue(TlsRig.client().kind(KeyKind.ED25519)));

        assertThatThrownBy(() -> rig.closeLater(conscrypt.wrapSocket(new Socket(), TlsOptions.profile("default")))
                        .connect(server))
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(SSLError.Reason.UNSUPPORTED))
                .hasMessageContaining("an Ed25519 key with the engine conscrypt");
        for (Connections tls : List.of(bc, conscrypt)) {
            TlsOptions unknown = TlsOptions.builder().groups("x26").build();
            assertThatThrownBy(() -> rig.closeLater(tls.wrapSocket(new Socket(), unknown))
                            .connect(server))
                    .isInstanceOfSatisfying(
                            SSLError.class, e -> assertThat(e.reason()).isEqualTo(SSLError.Reason.UNSUPPORTED))
                    .hasMessageContaining("has no group x26");
        }
        SSLSocket socket = rig.closeLater(bc.wrapSocket(new Socket(), UNVERIFIED));
        socket.connect(server);
        assertThatThrownBy(socket::shutdownOutput)
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(SSLError.Reason.UNSUPPORTED))
                .hasMessageContaining("cannot close one direction alone");
        assertThat(TlsRig.talk(socket)).isEqualTo("hello");
    }

    @Test
    void aSecondHandshakeDoesNoHarmOnAnyEngine() throws Exception {
        InetSocketAddress server = rig.serve(TlsRig.CA.issue(TlsRig.server()), CertReqs.NONE);

        for (TlsEngine engine : TestEngines.all()) {
            Connections tls = rig.service(TestEngines.only(engine));
            SSLSocket socket = rig.closeLater(tls.wrapSocket(new Socket(), UNVERIFIED));
            socket.connect(server);

            socket.startHandshake();

            assertThat(TlsRig.talk(socket)).as(engine.name()).isEqualTo("hello");
        }
    }

    private void connect(InetSocketAddress server, String... groups) throws Exception {
        TlsOptions options = TlsOptions.builder().groups(groups).build();
        rig.closeLater(rig.tls.wrapSocket(new Socket(), options)).connect(server);
    }

    /** The JDK's engine under another name, which counts. */
    private static final class Named implements TlsEngine {
        private final JdkEngine jdk = new JdkEngine();
        private final String name;
        int contexts;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<TlsFeature> features() {
            return jdk.features();
        }

        @Override
        public SSLContext context(TlsMaterial material, TlsOptions options)
                throws java.security.GeneralSecurityException {
            contexts++;
            return jdk.context(material, options);
        }

        @Override
        public SSLParameters defaultParameters(boolean serverSide) {
            return jdk.defaultParameters(serverSide);
        }

        @Override
        public SSLParameters supportedParameters() {
            return jdk.supportedParameters();
        }

        @Override
        public void configure(SSLSocket socket, TlsOptions options) throws SSLError {
            jdk.configure(socket, options);
        }

        @Override
        public void configure(SSLEngine engine, TlsOptions options) throws SSLError {
            jdk.configure(engine, options);
        }

        @Override
        public TlsFailure diagnose(Throwable failure) {
            return jdk.diagnose(failure);
        }
    }
}
