package dev.understory.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What bare TCP over loopback gives two JVMs here: the limit of every round trip, and of bulk. */
final class RawTcp implements Suite {
    static final int MESSAGE = 100;
    static final int BLOCK = 256 * 1024;

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public String summary() {
        return "raw limit: round trip and bulk of bare TCP";
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        Histogram roundTrips = roundTrips(context);
        double p50 = roundTrips.getValueAtPercentile(50) / 1e3;
        double p99 = roundTrips.getValueAtPercentile(99) / 1e3;
        double p999 = roundTrips.getValueAtPercentile(99.9) / 1e3;
        double bulk = bulk(context);
        context.limit("tcp p50", p50);
        context.limit("tcp p99", p99);
        context.limit("tcp p99.9", p999);
        context.limit("tcp bulk", bulk);
        return List.of(
                Measurement.of("tcp/round-trip/p50", p50, "us"),
                Measurement.of("tcp/round-trip/p99", p99, "us"),
                Measurement.of("tcp/round-trip/p99.9", p999, "us"),
                Measurement.of("tcp/bulk", bulk, "GB/s"));
    }

    private static Histogram roundTrips(BenchContext context) throws Exception {
        try (ChildJvm child = ChildJvm.start("tcp-echo");
                Socket socket = connect(child)) {
            byte[] message = new byte[MESSAGE];
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Histogram histogram = new Histogram(3);
            long start = System.nanoTime();
            long warm = start + context.warmUpNanos();
            long end = warm + context.nanos();
            for (long now = start; now < end; ) {
                socket.getOutputStream().write(message);
                in.readFully(message);
                long after = System.nanoTime();
                if (now >= warm) {
                    histogram.recordValue(after - now);
                }
                now = after;
            }
            return histogram;
        }
    }

    private static double bulk(BenchContext context) throws Exception {
        try (ChildJvm child = ChildJvm.start("tcp-sink");
                Socket socket = connect(child)) {
            byte[] block = new byte[BLOCK];
            send(socket, block, context.warmUpNanos());
            return send(socket, block, context.nanos());
        }
    }

    /** Sends blocks in rounds of about 64 MB, each acknowledged by one byte, for so long; GB/s. */
    static double send(Socket socket, byte[] block, long nanos) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        int perRound = Math.max(1, 64_000_000 / block.length);
        long start = System.nanoTime();
        long bytes = 0;
        long now = start;
        while (now - start < nanos) {
            out.writeLong((long) perRound * block.length);
            for (int i = 0; i < perRound; i++) {
                out.write(block);
            }
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the far end closed");
            }
            bytes += (long) perRound * block.length;
            now = System.nanoTime();
        }
        return (double) bytes / (now - start);
    }

    static Socket connect(ChildJvm child) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(child.readLine()));
        socket.setTcpNoDelay(true);
        return socket;
    }
}
