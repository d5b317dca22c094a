package dev.understory.store;

/**
 * What a store holds and how much may wait for it; what exceeds a limit is {@link StoreAnswer.Failed}.
 *
 * <table>
 * <caption>Limits of a store</caption>
 * <tr><th>what</th><th>default</th><th>when it is reached</th></tr>
 * <tr><td>{@code documentBytes}</td><td>32 MiB</td><td>TOO_LARGE; what is there and larger is damaged</td></tr>
 * <tr><td>{@code documents}</td><td>256</td><td>a new one is TOO_MANY</td></tr>
 * <tr><td>{@code requests} waiting and under way</td><td>256</td><td>BUSY, unless the request takes the place of one that waits</td></tr>
 * <tr><td>{@code requestBytes}, of writes among them</td><td>128 MiB</td><td>BUSY; also for a write that would take the place of a smaller one, which
 *     is done then</td></tr>
 * </table>
 *
 * @param documentBytes the largest document
 * @param documents how many there may be, of all services together
 * @param requests how many may wait and be under way together
 * @param requestBytes how large the contents of all writes among them may be together
 */
public record StoreLimits(int documentBytes, int documents, int requests, long requestBytes) {
    private static final int MIB = 1024 * 1024;

    /** What a node has. */
    public static final StoreLimits DEFAULT = new StoreLimits(32 * MIB, 256, 256, 128L * MIB);

    public StoreLimits {
        if (documentBytes < 0 || documents < 1 || requests < 1) {
            throw new IllegalArgumentException("a store takes a document and a request at least");
        }
        if (requestBytes < documentBytes) {
            throw new IllegalArgumentException("a document of the largest size has to be allowed to wait");
        }
    }

    /** Why a document of that size is refused. */
    public StoreAnswer.Failed tooLarge(DocumentName name, long token, int size) {
        return new StoreAnswer.Failed(
                name,
                token,
                StoreProblem.TOO_LARGE,
                name + " would have " + size + " bytes, and a document has " + documentBytes + " at most");
    }

    /** Why a new document is refused where there are as many as there may be. */
    public StoreAnswer.Failed tooMany(DocumentName name, long token) {
        return new StoreAnswer.Failed(
                name,
                token,
                StoreProblem.TOO_MANY,
                name + " would be new, and there are " + documents + " documents already");
    }
}
