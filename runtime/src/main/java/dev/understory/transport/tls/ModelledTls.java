package dev.understory.transport.tls;

import io.netty.util.NetUtil;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.InstantSource;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;

/**
 * TLS without its arithmetic, for simulations. What {@link JdkTls} pins makes the sizes of real flights a matter of adding up;
 * a test holds both side by side.
 */
final class ModelledTls extends Tls {
    private static final int ED25519_SIGNATURE = 64;
    /** Two numbers of 32 bytes in DER: 70 to 72 bytes, mostly 71. */
    private static final int P256_SIGNATURE = 71;

    private static final int P384_SIGNATURE = 103;
    private static final int P256_BITS = 256;

    private final ChainCheck check;

    ModelledTls(TlsSettings settings, InstantSource clock) {
        super(settings);
        this.check = new ChainCheck(settings.trust(), clock, true);
    }

    @Override
    TlsEngine accept() {
        ownToListen();
        return new ModelledTlsEngine(settings(), check, null);
    }

    @Override
    TlsEngine dial(TlsExpectation expected) {
        return new ModelledTlsEngine(settings(), check, expected);
    }

    /** The name that a dial tells the server (SNI), if any: never an address, nor what is no name of a host. */
    static @Nullable String serverName(TlsExpectation expected) {
        if (!(expected instanceof TlsExpectation.Named named)
                || NetUtil.createByteArrayFromIpAddressString(named.host()) != null) {
            return null;
        }
        try {
            return new SNIHostName(named.host()).getAsciiName();
        } catch (IllegalArgumentException noName) {
            return null;
        }
    }

    /** How long a signature with this identity's key is. */
    static int signatureSize(TlsIdentity own) {
        PublicKey key = own.chain().get(0).getPublicKey();
        if (key instanceof RSAKey rsa) {
            return (rsa.getModulus().bitLength() + Byte.SIZE - 1) / Byte.SIZE;
        }
        if (key instanceof ECKey ec) {
            return ec.getParams().getOrder().bitLength() <= P256_BITS ? P256_SIGNATURE : P384_SIGNATURE;
        }
        return ED25519_SIGNATURE;
    }
}
