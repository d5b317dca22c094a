package dev.understory.limits;

/**
 * The addresses that have their first {@code length} bits in common (CIDR, RFC 4632 and RFC 4291): from one address to all
 * of its kind. A name is a group of its own. Two groups are equal if the same addresses lie in them.
 */
public final class AddressGroup implements Comparable<AddressGroup> {
    private final NetworkAddress first;
    private final int length;

    private AddressGroup(NetworkAddress first, int length) {
        this.first = first;
        this.length = length;
    }

    /**
     * The group that an address lies in.
     *
     * @param length 0 to 32 for IPv4, 0 to 128 for IPv6; of no matter for a name
     * @throws IllegalArgumentException if the length is another
     */
    public static AddressGroup of(NetworkAddress member, int length) {
        if (!member.literal()) {
            return new AddressGroup(member, 0);
        }
        if (length < 0 || length > member.bits()) {
            throw new IllegalArgumentException(
                    "a prefix of " + member + " has 0 to " + member.bits() + " bits, not " + length);
        }
        return new AddressGroup(member.firstOf(length), length);
    }

    /**
     * Reads {@code ADDRESS} or {@code ADDRESS/LENGTH}. An IPv4-mapped network ({@code ::ffff:10.0.0.0/104}) is the IPv4 one.
     *
     * @throws IllegalArgumentException with one line that says what is wrong, and what may have been meant
     */
    public static AddressGroup parse(String text) {
        return AddressGroupText.parse(text);
    }

    /** Its first address, or the name. */
    public NetworkAddress first() {
        return first;
    }

    /** Bits that its addresses have in common. */
    public int length() {
        return length;
    }

    /** Whether it is one address, or a name. */
    public boolean isSingle() {
        return length == first.bits();
    }

    /** Whether that address lies in it. */
    public boolean contains(NetworkAddress address) {
        return address.bits() == first.bits() && of(address, length).equals(this);
    }

    /** A hash that nobody can foresee who does not have the key; groups that are equal have the same. */
    public long hash(long key) {
        return mix(first.hash(key) + length);
    }

    /** Spreads each bit over all (the last step of MurmurHash3). */
    static long mix(long bits) {
        long mixed = (bits ^ bits >>> 33) * 0xff51_afd7_ed55_8ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        return mixed ^ mixed >>> 33;
    }

    @Override
    public int compareTo(AddressGroup other) {
        int byFirst = first.compareTo(other.first);
        return byFirst != 0 ? byFirst : Integer.compare(length, other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressGroup that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * first.hashCode() + length;
    }

    /** The address or name alone, or {@code ADDRESS/LENGTH}. */
    @Override
    public String toString() {
        return isSingle() ? first.toString() : first + "/" + length;
    }
}
