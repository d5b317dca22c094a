package dev.understory.wire;

/** What two nodes of this project can do with each other that not every node can; each has a bit (wire.md, section 12.1). */
public enum Capability {
    /** Frames of up to 16 KiB that are as long as what is in them (wire.md, section 12.3). */
    LARGE_FRAMES(0, "large-frames"),
    /** AES-256-GCM instead of ChaCha20-Poly1305 (wire.md, section 12.4). */
    AES_GCM(1, "aes-gcm"),
    /** ML-KEM-768 beside X25519: who breaks one of them opens nothing (wire.md, section 12.5). */
    HYBRID_KEY_AGREEMENT(2, "hybrid-key-agreement"),
    /** Gossip is announced, and fetched by who lacks it (wire.md, section 12.7). */
    ANNOUNCE_FETCH(3, "announce-fetch"),
    /** What a peer wants to be told of only is not sent to it (wire.md, section 12.7). */
    DONT_WANT(4, "dont-want"),
    /** Several addresses in an answer of the peer exchange (wire.md, section 12.6). */
    SEVERAL_ADDRESSES(5, "several-addresses");

    private final int bit;
    private final String label;

    Capability(int bit, String label) {
        this.bit = bit;
        this.label = label;
    }

    /** As a long with that bit alone. */
    public long mask() {
        return 1L << bit;
    }

    /** The name of its setting, by which people know it. */
    public String label() {
        return label;
    }
}
