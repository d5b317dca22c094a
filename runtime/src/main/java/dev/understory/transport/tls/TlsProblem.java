package dev.understory.transport.tls;

/**
 * What went wrong.
 *
 * @param failure the kind
 * @param detail one line a person can act on
 */
public record TlsProblem(TlsFailure failure, String detail) {
    @Override
    public String toString() {
        return failure + ": " + detail;
    }
}
