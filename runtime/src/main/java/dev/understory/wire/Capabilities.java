package dev.understory.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What a node can do beyond what a Canopy node can, and what it runs (wire.md, section 12.1): of a peer, as it says; of two
 * ends, what both offer.
 *
 * @param offered a bit for each; bits that mean nothing to us are kept, and used for nothing
 * @param software name and version, for people to read; at most {@value #MAX_SOFTWARE} printable ASCII characters
 */
public record Capabilities(long offered, String software) {
    /** Characters of {@link #software}, at most. */
    public static final int MAX_SOFTWARE = 64;

    /** Bytes of the whole field, at most: room for what a later version adds. */
    public static final int MAX_ENCODED = 256;

    /** Nothing is offered or said: what a Canopy node has. */
    public static final Capabilities NONE = new Capabilities(0, "");

    private static final int OFFERED = 1 << 3 | WireFormat.WIRETYPE_VARINT;
    private static final int SOFTWARE = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    /** Checks the software's name. */
    public Capabilities {
        if (!isSoftware(software)) {
            throw new IllegalArgumentException("a software's name is at most " + MAX_SOFTWARE
                    + " printable ASCII characters, not '" + software + "'");
        }
    }

    /** Whether that text can be {@link #software}. */
    public static boolean isSoftware(String text) {
        return text.length() <= MAX_SOFTWARE && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** These, and a name. */
    public static Capabilities of(Set<Capability> offered, String software) {
        long bits = 0;
        for (Capability capability : offered) {
            bits |= capability.mask();
        }
        return new Capabilities(bits, software);
    }

    /** Whether that one is among them. */
    public boolean has(Capability capability) {
        return (offered & capability.mask()) != 0;
    }

    /** Whether there is nothing to be said. */
    public boolean isNone() {
        return offered == 0 && software.isEmpty();
    }

    /** What both offer; the software is the peer's. */
    public Capabilities commonWith(Capabilities peer) {
        return new Capabilities(offered & peer.offered, peer.software);
    }

    /** As people read it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(software.isEmpty() ? "unnamed software" : software);
        String before = " with ";
        for (Capability capability : Capability.values()) {
            if (has(capability)) {
                text.append(before).append(capability.label());
                before = ", ";
            }
        }
        return text.toString();
    }

    /** Without that one. */
    public Capabilities without(Capability capability) {
        return new Capabilities(offered & ~capability.mask(), software);
    }

    /** The bytes of the field. */
    byte[] encode() {
        byte[] field = new byte
                [(offered == 0 ? 0 : CodedOutputStream.computeUInt64Size(1, offered))
                        + (software.isEmpty() ? 0 : CodedOutputStream.computeStringSize(2, software))];
        CodedOutputStream out = CodedOutputStream.newInstance(field);
        try {
            if (offered != 0) {
                out.writeUInt64(1, offered);
            }
            if (!software.isEmpty()) {
                out.writeString(2, software);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("capabilities are not as long as they were said to be", impossible);
        }
        return field;
    }

    /** Reads the field as a peer sent it. Fields in any order; what is unknown is skipped; nothing may come twice. */
    static Offer decode(byte[] field) {
        if (field.length > MAX_ENCODED) {
            return new Offer.Unreadable("capabilities of " + field.length + " bytes");
        }
        long offered = 0;
        byte[] software = new byte[0];
        int seen = 0;
        try {
            CodedInputStream in = CodedInputStream.newInstance(field);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int bit = tag == OFFERED ? 1 : tag == SOFTWARE ? 2 : 0;
                if ((seen & bit) != 0) {
                    return new Offer.Unreadable("a part of the capabilities comes twice");
                }
                seen |= bit;
                switch (tag) {
                    case OFFERED -> offered = in.readUInt64();
                    case SOFTWARE -> software = in.readByteArray();
                    default -> HandshakeMessages.skip(in, tag);
                }
            }
        } catch (IOException malformed) {
            return new Offer.Unreadable("the capabilities do not parse");
        }
        String name = new String(software, StandardCharsets.ISO_8859_1);
        return isSoftware(name)
                ? new Offer.Made(new Capabilities(offered, name))
                : new Offer.Unreadable("a software's name that is too long or not printable");
    }
}
