package dev.understory.crypto;

import java.util.function.Consumer;

/**
 * The signatures of handshakes on the caller's thread, at once; for peers without an event loop that must not wait. Never
 * refuses. Belongs to one thread.
 */
public final class CallerSignatures implements SignatureService {
    private final CryptoSuite suite;
    private final VerifiedMetas metas = new VerifiedMetas();

    public CallerSignatures(CryptoSuite suite) {
        this.suite = suite;
    }

    @Override
    public boolean submit(Work work, Consumer<Result> done) {
        done.accept(metas.perform(suite, work));
        return true;
    }
}
