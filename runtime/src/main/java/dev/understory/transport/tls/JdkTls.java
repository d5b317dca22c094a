package dev.understory.transport.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS by the JDK, with everything pinned that its flights depend on: version, cipher suites, groups, signature schemes. No
 * tickets are sent, and each dial has a context of its own, so that no session is ever resumed.
 */
final class JdkTls extends Tls {
    static final List<String> CIPHER_SUITES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    static final List<String> GROUPS = List.of("x25519", "secp256r1");
    static final List<String> SIGNATURES = List.of(
            "ed25519",
            "ecdsa_secp256r1_sha256",
            "ecdsa_secp384r1_sha384",
            "rsa_pss_rsae_sha256",
            "rsa_pss_rsae_sha384",
            "rsa_pss_rsae_sha512",
            "rsa_pkcs1_sha256",
            "rsa_pkcs1_sha384");

    private static final String VERSION = "TLSv1.3";
    /** The JDK sends no tickets where sessions would live longer than RFC 8446 lets a ticket live: seven days. */
    private static final int NO_TICKETS_SECONDS = 7 * 24 * 3600 + 1;

    private final ChainCheck check;
    private final @Nullable SecureRandom random;
    /** Shared by all shards. */
    private final @Nullable SSLContext accepting;

    JdkTls(TlsSettings settings, InstantSource clock, @Nullable SecureRandom random) {
        super(settings);
        this.check = new ChainCheck(settings.trust(), clock, false);
        this.random = random;
        this.accepting = settings.own() == null ? null : context(new TlsExpectation.AnyTrusted());
    }

    @Override
    TlsEngine accept() {
        SSLContext context = accepting;
        if (context == null) {
            throw new IllegalStateException(NOTHING_TO_SHOW);
        }
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine);
        parameters.setNeedClientAuth(settings().mutual());
        engine.setSSLParameters(parameters);
        return new JdkTlsEngine(engine, false);
    }

    @Override
    TlsEngine dial(TlsExpectation expected) {
        SSLEngine engine = context(expected).createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine);
        String name = ModelledTls.serverName(expected);
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        return new JdkTlsEngine(engine, true);
    }

    private SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {VERSION});
        parameters.setCipherSuites(CIPHER_SUITES.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNamedGroups(GROUPS.toArray(String[]::new));
        parameters.setSignatureSchemes(SIGNATURES.toArray(String[]::new));
        parameters.setApplicationProtocols(settings().protocols().toArray(String[]::new));
        return parameters;
    }

    private SSLContext context(TlsExpectation expected) {
        try {
            SSLContext context = SSLContext.getInstance(VERSION);
            TlsIdentity own = settings().own();
            KeyManager[] keys = own == null ? new KeyManager[0] : new KeyManager[] {new OwnKey(own)};
            context.init(keys, new TrustManager[] {new OurTrust(check, expected)}, random);
            context.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
            return context;
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this JDK has no " + VERSION, absent);
        }
    }

    /** Shows the one key there is, where it fits. */
    private static final class OwnKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "own";

        private final TlsIdentity own;

        OwnKey(TlsIdentity own) {
            this.own = own;
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return List.of(keyTypes).contains(own.key().getAlgorithm()) ? ALIAS : null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return keyType.equals(own.key().getAlgorithm()) ? ALIAS : null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return chooseEngineClientAlias(keyTypes, issuers, null);
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return chooseEngineServerAlias(keyType, issuers, null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return own.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.key();
        }
    }

    /** Our check in the JDK's shape. */
    private static final class OurTrust extends X509ExtendedTrustManager {
        private final ChainCheck check;
        private final TlsExpectation expected;

        OurTrust(ChainCheck check, TlsExpectation expected) {
            this.check = check;
            this.expected = expected;
        }

        private void check(X509Certificate[] chain, boolean ofServer) throws ChainRefused {
            TlsExpectation whom = ofServer ? expected : new TlsExpectation.AnyTrusted();
            if (check.check(List.of(chain), ofServer, whom) instanceof ChainCheck.Verdict.Bad bad) {
                throw new ChainRefused(bad.problem());
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
                throws ChainRefused {
            check(chain, false);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
                throws ChainRefused {
            check(chain, true);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
                throws ChainRefused {
            check(chain, false);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
                throws ChainRefused {
            check(chain, true);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws ChainRefused {
            check(chain, false);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws ChainRefused {
            check(chain, true);
        }

        /** A server names no authorities: a client has one certificate to show, or none. */
        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
