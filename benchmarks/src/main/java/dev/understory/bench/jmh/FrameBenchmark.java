package dev.understory.bench.jmh;

import dev.understory.crypto.CryptoSuites;
import dev.understory.frame.FrameOpener;
import dev.understory.frame.FrameSealer;
import dev.understory.frame.Frames;
import dev.understory.frame.Opener;
import dev.understory.frame.ShardBuffers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Sealing, and sealing then opening, per frame of 1024 bytes of data. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FrameBenchmark {
    private static final int FRAMES = 64;

    private final byte[] key = new byte[32];
    private final ShardBuffers buffers = new ShardBuffers();
    private final byte[] sealed = new byte[FRAMES * Frames.SIZE];
    private final FrameSealer sealer = new FrameSealer(CryptoSuites.real().aead(key));
    private final FrameSealer paired = new FrameSealer(CryptoSuites.real().aead(key));
    private final FrameOpener opener = new FrameOpener(CryptoSuites.real().aead(key));

    /** Seals a buffer of full frames. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int seal() {
        return sealer.seal(buffers.outgoing(), ShardBuffers.START, FRAMES * Frames.DATA, sealed, 0);
    }

    /** Seals a buffer of full frames and opens it. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public Opener.Verdict sealAndOpen() {
        int size = paired.seal(buffers.outgoing(), ShardBuffers.START, FRAMES * Frames.DATA, sealed, 0);
        Opener.Verdict verdict = opener.open(sealed, 0, size, buffers.incoming(), ShardBuffers.START);
        if (verdict != Opener.Verdict.OPENED) {
            throw new IllegalStateException("a frame did not open: " + verdict);
        }
        return verdict;
    }
}
