package dev.understory.transport;

import java.util.List;

/** The one answer to a lookup of a host name. */
public sealed interface LookupEvent {
    /** Of the addresses of one name, those beyond this many are only counted. */
    int MOST_ADDRESSES = 1024;

    /** The name that was asked for. */
    String host();

    /**
     * The name has addresses.
     *
     * @param addresses hosts for which {@link Transport#isAddress} holds, in the order of the resolver: at least one, and
     *     {@link #MOST_ADDRESSES} at most
     * @param leftOut how many more there are
     */
    record Found(String host, List<String> addresses, int leftOut) implements LookupEvent {}

    /** No address is known; {@code detail} is one line a person can act on, and blames the lookup, not the peer. */
    record NotFound(String host, String detail) implements LookupEvent {}
}
