package dev.understory.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a saturated connection carried.
 *
 * @param begin what had arrived when the warm-up was over
 * @param end what had arrived at the end
 * @param wireBytes bytes that crossed loopback meanwhile, TCP and IP headers included; 0 where the system does not say
 */
record Flow(NodePair.Counted begin, NodePair.Counted end, long wireBytes) {
    private static final Path LOOPBACK_BYTES = Path.of("/sys/class/net/lo/statistics/tx_bytes");

    static Flow through(NodePair pair, BenchContext context) throws IOException, InterruptedException {
        Thread.sleep((long) (context.warmUp() * 1000));
        long wire = loopbackBytes();
        NodePair.Counted begin = pair.counted();
        Thread.sleep((long) (context.seconds() * 1000));
        NodePair.Counted end = pair.counted();
        return new Flow(begin, end, loopbackBytes() - wire);
    }

    private static long loopbackBytes() throws IOException {
        return Files.isReadable(LOOPBACK_BYTES)
                ? Long.parseLong(Files.readString(LOOPBACK_BYTES).strip())
                : 0;
    }
}
