package dev.understory.bench;

import dev.understory.attack.AddressRange;
import dev.understory.attack.Conduct;
import dev.understory.attack.Conduct.Stage;
import dev.understory.attack.TcpMob.Raid;
import dev.understory.identity.KeyType;
import dev.understory.limits.AddressGroup;
import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A flood of the suite {@link Floods}: what the attackers do, and what the node is set to beside its defaults. */
enum FloodKind {
    HANDSHAKES(
            "whole handshakes of BLS, each with a key of its own, that nothing but their share of the processors stands against",
            """
            handshake-rates { per-address = 1000000, per-site = 1000000, per-subnet = 1000000, per-network = 1000000, all = 1000000 }
            """,
            handshakes()),
    HANDSHAKES_AS_SHIPPED("the same against a node as it is by default", "", handshakes()),
    CONNECTS("links on which nothing is said", "", of(Conduct.silent(), 20, 50, 200, 1)),
    SLOW_HANDSHAKES(
            "handshakes of which a byte comes every 200 ms",
            "",
            of(Conduct.drip(Duration.ofMillis(200)), 20, 20, 40, 1)),
    GARBAGE("4 KiB of nonsense in each stage of a connection", "", of(Conduct.garbage(stages(), 4096), 20, 10, 10, 50)),
    OVERSIZE(
            "records and messages that are longer than may be",
            "",
            join(
                    of(Conduct.tooLongRecord(true, 0xffff_ffffL), 10, 5, 10, 1),
                    of(Conduct.tooLongRecord(false, 2_000_000), 10, 2, 10, 50),
                    of(Conduct.longMessage(Topic.BLOCK_REQUEST, 5 << 20), 3, 1, 2, 50))),
    PINNING(
            "messages of 8 MiB on three topics that never end",
            "",
            of(Conduct.pin(List.of(Topic.BLOCK, Topic.TX, Topic.CONSENSUS), 8 << 20), 10, 1, 2, 50)),
    SPAM(
            "transactions from ten peers, 5,000 a second each, where one may send 1,000",
            "message-rates { TX = 1000, burst = 2 s }",
            of(Conduct.spam(Topic.TX, 250, 5000), 10, 1, 1, 1)),
    PINGS("pings from ten peers, 5,000 a second each", "", of(Conduct.pings(5000), 10, 1, 1, 20)),
    THOUSAND("seven of these at once from a thousand addresses, as thousand.yaml has them", "", thousand());

    private final String summary;
    private final String settings;
    // A copy that nobody can change.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Raid> raids;

    FloodKind(String summary, String settings, List<Raid> raids) {
        this.summary = summary;
        this.settings = settings;
        this.raids = raids;
    }

    /** The word that selects it on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String summary() {
        return summary;
    }

    /** Of {@code understory.p2p}. */
    String settings() {
        return settings;
    }

    List<Raid> raids() {
        return raids;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(FloodKind::word).toList();
    }

    /** The one of that word; there must be one. */
    static FloodKind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no flood is called " + word));
    }

    private static List<Raid> handshakes() {
        return List.of(raid(Conduct.handshakes(), KeyType.BLS12_381, 20, 50, 50, 5000, 50));
    }

    private static List<Raid> thousand() {
        int mob = 10;
        return List.of(
                raid(Conduct.silent(), KeyType.ED25519, mob, 5, 15, 1, 15),
                raid(Conduct.drip(Duration.ofMillis(200)), KeyType.ED25519, mob, 5, 15, 1, 15),
                raid(Conduct.idle(), KeyType.ED25519, mob, 5, 20, 20, 20),
                raid(Conduct.garbage(stages(), 4096), KeyType.ED25519, mob, 5, 15, 15, 15),
                raid(Conduct.pin(List.of(Topic.BLOCK), 2 << 20), KeyType.ED25519, mob, 2, 15, 15, 15),
                raid(Conduct.spam(Topic.TX, 250, 1000), KeyType.ED25519, mob, 2, 10, 10, 10),
                raid(Conduct.pings(2000), KeyType.ED25519, mob, 2, 10, 10, 10));
    }

    private static List<Stage> stages() {
        return List.of(Stage.HANDSHAKE, Stage.FRAME, Stage.MESSAGE);
    }

    private static List<Raid> of(Conduct conduct, int attackers, double perSecond, int connections, int identities) {
        return List.of(raid(conduct, KeyType.ED25519, attackers, perSecond, connections, identities, 50));
    }

    private static Raid raid(
            Conduct conduct,
            KeyType keys,
            int attackers,
            double perSecond,
            int connections,
            int identities,
            int addresses) {
        AddressRange range = new AddressRange(AddressGroup.parse("127.64.0.0/10"), addresses);
        return new Raid(conduct, keys, attackers, perSecond, connections, identities, range);
    }

    @SafeVarargs
    private static List<Raid> join(List<Raid>... parts) {
        List<Raid> all = new ArrayList<>();
        for (List<Raid> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }
}
