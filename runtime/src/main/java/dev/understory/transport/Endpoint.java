package dev.understory.transport;

/**
 * A host and a port, as dialled or listened on. The host is a name or an address literal (an IPv6 literal without
 * brackets). Two endpoints with different hosts may be the same place: bans and caps compare addresses, never names.
 *
 * @param host name or address literal, not empty
 * @param port 0 to 65535; 0 asks for any free port when listening
 */
public record Endpoint(String host, int port) {
    public Endpoint {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("a host must not be empty");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port lies between 0 and 65535, not " + port);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
