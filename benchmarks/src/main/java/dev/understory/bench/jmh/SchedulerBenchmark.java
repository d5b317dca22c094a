package dev.understory.bench.jmh;

import dev.understory.mux.PacketScheduler;
import dev.understory.mux.Topic;
import dev.understory.mux.TopicLimits;
import dev.understory.wire.ArrayPackets;
import dev.understory.wire.Bytes;
import dev.understory.wire.PacketOutput;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Queueing a 100-byte message and writing its packet, alone and with other topics waiting. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SchedulerBenchmark {
    private final Bytes message = Bytes.wrap(new byte[100]);
    private final byte[] out = new byte[64 * 1024];
    private final PacketScheduler scheduler = new PacketScheduler(limits());

    /** One topic. */
    @Benchmark
    public int oneTopic() {
        scheduler.offer(Topic.TX, message);
        return scheduler.writeNext(new ArrayPackets(out, 0), out.length);
    }

    /** Three topics take turns by priority. */
    @Benchmark
    public int threeTopics() {
        scheduler.offer(Topic.TX, message);
        scheduler.offer(Topic.BLOCK, message);
        scheduler.offer(Topic.CONSENSUS, message);
        PacketOutput packets = new ArrayPackets(out, 0);
        int size = scheduler.writeNext(packets, out.length);
        size += scheduler.writeNext(packets, out.length - size);
        return size + scheduler.writeNext(packets, out.length - size);
    }

    private static Map<Topic, TopicLimits> limits() {
        Map<Topic, TopicLimits> limits = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            if (topic != Topic.HEARTBEAT) {
                limits.put(topic, new TopicLimits(1 << 20, 1 << 24, 1000));
            }
        }
        return limits;
    }
}
