package dev.understory.bench;

import dev.understory.attack.TcpMob;
import dev.understory.transport.Endpoint;
import java.io.BufferedReader;
import java.util.Map;

/** The attackers of a flood, in a JVM of their own: {@code attack HOST PORT}, then {@code end}, which tells what they have paid since. */
final class FloodMob {
    private static final int THREADS = 2;

    private FloodMob() {}

    static void serve(BufferedReader in, String flood) throws Exception {
        FloodKind kind = FloodKind.of(flood);
        try (TcpMob mob = new TcpMob(THREADS, 1)) {
            ChildJvm.say("ready");
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                String[] words = command.split(" ");
                switch (words[0]) {
                    case "attack" -> {
                        mob.attack(new Endpoint(words[1], Integer.parseInt(words[2])), kind.raids());
                        ChildJvm.say("attacking");
                    }
                    case "end" -> {
                        mob.end();
                        ChildJvm.say("ended");
                    }
                    case "paid" -> ChildJvm.say(line(mob.paid()));
                    default -> throw new IllegalArgumentException("no command " + command);
                }
            }
        }
    }

    /** Names and counts, as {@link FloodVictim} tells its own. */
    static String line(Map<String, Long> counts) {
        StringBuilder line = new StringBuilder();
        counts.forEach(
                (name, count) -> line.append(name).append('=').append(count).append(' '));
        return line.toString().strip();
    }
}
