package dev.understory.bench.jmh;

import dev.understory.mux.Topic;
import dev.understory.wire.PacketCodec;
import dev.understory.wire.PacketDecoder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A packet's record: encoding it into a buffer, decoding it in place. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PacketBenchmark {
    private static final int PREFIX = 4;

    /** Payload bytes. */
    @Param({"100", "16384"})
    public int size;

    private byte[] payload = new byte[0];
    private byte[] record = new byte[0];
    private int length;
    private final byte[] out = new byte[32 * 1024];
    private final PacketDecoder decoder = new PacketDecoder();

    /** Makes the payload and a record to decode. */
    @Setup
    public void setUp() {
        payload = new byte[size];
        record = new byte[32 * 1024];
        length = PacketCodec.encode(record, 0, Topic.TX.id(), true, payload, 0, size);
    }

    /** Writes one record. */
    @Benchmark
    public int encode() {
        return PacketCodec.encode(out, 0, Topic.TX.id(), true, payload, 0, size);
    }

    /** Reads one record. */
    @Benchmark
    public int decode() {
        if (decoder.decode(record, PREFIX, length - PREFIX) != null) {
            throw new IllegalStateException("the record was rejected");
        }
        return decoder.payloadLength();
    }
}
