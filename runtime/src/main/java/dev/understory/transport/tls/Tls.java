package dev.understory.transport.tls;

import dev.understory.crypto.RandomStream;
import dev.understory.crypto.StreamRandom;
import java.time.InstantSource;

/** The TLS of one node: its settings with one of three kinds of engine, which put records of the same sizes on the wire. */
public abstract sealed class Tls permits JdkTls, ModelledTls {
    static final String NOTHING_TO_SHOW = "without a certificate of its own no node can listen for TLS";

    private final TlsSettings settings;

    Tls(TlsSettings settings) {
        this.settings = settings;
    }

    /**
     * The JDK's TLS with the platform's randomness.
     *
     * @param clock the time by which certificates are judged
     */
    public static Tls real(TlsSettings settings, InstantSource clock) {
        return new JdkTls(settings, clock, null);
    }

    /**
     * The JDK's TLS for simulations: what it draws comes from {@code random}, so that a seed gives the same bytes. An own key
     * for ECDSA is refused, because the JDK draws for its signatures elsewhere, and they vary in length.
     *
     * @param random a stream for this purpose only
     */
    public static Tls reproducible(TlsSettings settings, InstantSource clock, RandomStream random) {
        TlsIdentity own = settings.own();
        if (own != null && own.key().getAlgorithm().equals("EC")) {
            throw new IllegalArgumentException("real TLS cannot be repeated with an ECDSA key, whose signatures vary in"
                    + " length: use an Ed25519 certificate, or modelled TLS");
        }
        return new JdkTls(settings, clock, new StreamRandom(random));
    }

    /**
     * TLS for simulations without its arithmetic: flights and records are as long as real ones, certificates are shown and
     * judged, but nothing is encrypted and nobody proves to hold a key. It protects nothing and talks to none but itself.
     */
    public static Tls modelled(TlsSettings settings, InstantSource clock) {
        return new ModelledTls(settings, clock);
    }

    /** How this end does TLS. */
    public TlsSettings settings() {
        return settings;
    }

    /** The end of a link that was accepted. */
    abstract TlsEngine accept();

    /** The end of a link that was dialled. */
    abstract TlsEngine dial(TlsExpectation expected);

    /** Certificate and key of this end, which has to listen. */
    final TlsIdentity ownToListen() {
        TlsIdentity own = settings.own();
        if (own == null) {
            throw new IllegalStateException(NOTHING_TO_SHOW);
        }
        return own;
    }
}
