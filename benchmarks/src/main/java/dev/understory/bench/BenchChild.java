package dev.understory.bench;

import dev.understory.node.cli.ProcessEnd;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The second JVM of a measurement: plays the role its first argument names until its standard input ends. */
final class BenchChild {
    private BenchChild() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (arguments[0]) {
            case "tcp-echo" -> RawTcpServer.echo();
            case "tcp-sink" -> RawTcpServer.sink();
            case "aead-sink" -> RawAeadServer.open();
            case "tls-sink" -> TlsServer.sink();
            case "suite" -> SuiteFork.serve(rest[0]);
            case "flood" -> FloodRuns.run();
            case "node" -> NodeEnd.serve(in, rest);
            case "flood-victim" -> FloodVictim.serve(in, rest[0], rest[1]);
            case "flood-mob" -> FloodMob.serve(in, rest[0]);
            case "leak-victim" -> LeakVictim.serve(in);
            default -> throw new IllegalArgumentException("no role " + arguments[0]);
        }
        while (in.readLine() != null) {
            // the parent closes our input when it has what it wanted
        }
        ProcessEnd.exit(0, System.err);
    }
}
