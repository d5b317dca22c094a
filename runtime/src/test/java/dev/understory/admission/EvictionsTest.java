package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.transport.Endpoint;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who makes room when all 21 slots are taken (attacks.md, C6). */
class EvictionsTest {
    private static final int SLOTS = 21;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Map<PublicKey, Integer> earned = new HashMap<>();
    private long now = 1;
    private int next;

    private AdmissionTable table(long secret) {
        return new AdmissionTable(
                key(1_000),
                AdmissionPolicy.DEFAULT,
                new Evictions.Basis(key -> earned.getOrDefault(key, 0), secret, () -> now));
    }

    private static PublicKey key(int number) {
        return PublicKey.of(
                KeyType.ED25519, ByteBuffer.allocate(32).putInt(number).array());
    }

    /** A handshake from there that took so long, and what came of it. */
    private List<Verdict> arrive(AdmissionTable table, String from, long pingMillis) {
        int id = next++;
        NetworkAddress address = NetworkAddress.of(from);
        if (!(table.judge(address, false, () -> false) instanceof LinkVerdict.Accept)) {
            return List.of();
        }
        ConnectionEntry entry = table.accept(id, address, false);
        Endpoint remote = new Endpoint(from, 1);
        entry.link = new OpenLink(remote, remote, now);
        entry.link.answerNanos = Duration.ofMillis(pingMillis).toNanos();
        return table.authenticated(id, key(id), key(id).bytes(), true);
    }

    /** One of each of as many networks as there are slots, all equally far away but for those first ones. */
    private void fill(AdmissionTable table, long... pings) {
        for (int i = 0; i < SLOTS; i++) {
            long ping = i < pings.length ? pings[i] : 100 + i;
            assertThat(arrive(table, "10." + i + ".0.1", ping)).containsExactly(new Verdict.Admit(i));
        }
    }

    /** Newcomers of ever other networks come until nobody makes room for them; returns who has. */
    private Set<Long> siege(AdmissionTable table, int newcomers) {
        Set<Long> gone = new LinkedHashSet<>();
        for (int i = 0; i < newcomers; i++) {
            now += Evictions.PAUSE.toNanos();
            for (Verdict verdict : arrive(table, "11." + i + ".0.1", 500)) {
                if (verdict instanceof Verdict.Close(long id, CloseReason why)) {
                    gone.add(id);
                    table.ended(id);
                }
            }
            assertThat(table.inboundSlots()).isEqualTo(SLOTS);
        }
        return gone;
    }

    @Test
    void oneThatIsOfNoUseMakesRoomAndNoMoreThanOneInATime() {
        AdmissionTable table = table(7);
        fill(table);
        List<Verdict> verdicts = arrive(table, "11.0.0.1", 500);
        assertThat(verdicts).singleElement().isInstanceOf(Verdict.Close.class);
        table.ended(((Verdict.Close) verdicts.get(0)).id());
        now += Evictions.VISIT.toNanos() - 1;
        assertThat(arrive(table, "11.1.0.1", 500)).isEmpty();
        now += Evictions.PAUSE.minus(Evictions.VISIT).toNanos();
        earned.putAll(ofAll(1));
        assertThat(arrive(table, "11.1.0.1", 500)).isEmpty();
        now += 1;
        earned.clear();
        assertThat(arrive(table, "11.1.0.1", 500)).hasSize(1);
    }

    private Map<PublicKey, Integer> ofAll(int points) {
        Map<PublicKey, Integer> all = new HashMap<>();
        for (int i = 0; i < next; i++) {
            all.put(key(i), points);
        }
        return all;
    }

    /** Newcomers come ten times a second, so long; returns how many got in and how long the shortest stay was. */
    private long[] visits(AdmissionTable table, Duration time, int subnets) {
        Map<Long, Long> since = new HashMap<>();
        long shortest = Long.MAX_VALUE;
        long visits = 0;
        for (long end = now + time.toNanos(); now < end; now += SECOND / 10) {
            long id = next;
            for (Verdict verdict : arrive(table, "10.0." + (1 + id % subnets) + ".1", 500)) {
                if (verdict instanceof Verdict.Close(long gone, CloseReason why)) {
                    shortest = Math.min(shortest, now - since.getOrDefault(gone, Long.MIN_VALUE / 2));
                    table.ended(gone);
                    visits++;
                    since.put(id, now);
                }
            }
        }
        return new long[] {visits, shortest};
    }

    @Test
    void aThirdOfThePlacesOfAFullNodeAreForVisitsThatAreLongEnoughForAnAnswer() {
        AdmissionTable table = table(7);
        fill(table);
        now += Evictions.VISIT.toNanos();
        long[] visits = visits(table, Duration.ofMinutes(1), 200);
        assertThat(visits[0]).as("newcomers of one network that got in").isGreaterThan(60);
        assertThat(visits[1]).as("the shortest visit").isGreaterThanOrEqualTo(Evictions.VISIT.toNanos());
    }

    @Test
    void aSubnetHasOneVisitorAtATime() {
        AdmissionTable table = table(7);
        fill(table);
        now += Evictions.VISIT.toNanos();
        assertThat(visits(table, Duration.ofMinutes(1), 1)[0]).isEqualTo(1);
    }

    @Test
    void visitorsTakeNoOthersPlace() {
        AdmissionTable table = table(7);
        fill(table);
        now += Evictions.VISIT.toNanos();
        visits(table, Duration.ofSeconds(5), 200);
        int stayed = 0;
        for (long id = 0; id < SLOTS; id++) {
            stayed += table.find(id) == null ? 0 : 1;
        }
        assertThat(stayed).isGreaterThanOrEqualTo(SLOTS - SLOTS / Evictions.SHARE_OF_VISITORS);
    }

    @Test
    void aVisitorThatHasEarnedSomethingStays() {
        AdmissionTable table = table(7);
        fill(table);
        now += Evictions.VISIT.toNanos();
        earned.putAll(ofAll(1));
        visits(table, Duration.ofMinutes(1), 200);
        for (long id = 0; id < SLOTS; id++) {
            assertThat(table.find(id)).isNotNull();
        }
    }

    @Test
    void oneOfACrowdThatMakesRoomDoesNotHoldUpTheNextThatIsOfNoUse() {
        AdmissionTable table = table(7);
        for (int i = 0; i < SLOTS; i++) {
            arrive(table, "10." + Math.min(i, SLOTS - 2) + "." + i + ".1", 100 + i);
        }
        assertThat(arrive(table, "11.0.0.1", 500))
                .as("the younger of the only two in one network")
                .containsExactly(new Verdict.Close(SLOTS - 1, CloseReason.NO_SLOT));
        assertThat(arrive(table, "11.0.1.1", 500))
                .as("the one that waits is as many as each other network has")
                .isEmpty();
        table.ended(SLOTS - 1);
        assertThat(arrive(table, "11.1.0.1", 500)).singleElement().isInstanceOf(Verdict.Close.class);
        assertThat(arrive(table, "11.2.0.1", 500))
                .as("the second rule pauses now")
                .isEmpty();
    }

    @Test
    void whoHasEarnedSomethingIsNotEvictedHoweverManyCome() {
        AdmissionTable table = table(7);
        fill(table);
        for (int i = 0; i < SLOTS; i += 2) {
            earned.put(key(i), 1 + i);
        }
        assertThat(siege(table, 100)).isNotEmpty().noneMatch(id -> earned.containsKey(key((int) (long) id)));
    }

    @Test
    void theNearestAreNotEvictedHoweverManyCome() {
        AdmissionTable table = table(7);
        long[] pings = new long[SLOTS];
        java.util.Arrays.fill(pings, 100);
        for (int i = SLOTS - Evictions.BY_PING; i < SLOTS; i++) {
            pings[i] = 10;
        }
        fill(table, pings);
        assertThat(siege(table, 100)).isNotEmpty().noneMatch(id -> id < SLOTS && pings[(int) (long) id] == 10);
    }

    @Test
    void theLongerStandingHalfIsNotEvictedHoweverManyCome() {
        AdmissionTable table = table(7);
        fill(table);
        assertThat(siege(table, 100))
                .isNotEmpty()
                .noneMatch(id -> id < (SLOTS - Evictions.BY_PING - Evictions.BY_GROUP) / 2);
    }

    @Test
    void whichNetworksAreSparedIsTheNodesSecret() {
        Set<Set<Long>> seen = new LinkedHashSet<>();
        for (long secret = 0; secret < 20; secret++) {
            next = 0;
            AdmissionTable table = table(secret);
            fill(table);
            seen.add(siege(table, 6));
        }
        assertThat(seen).hasSizeGreaterThan(5);
    }

    @Test
    void ofACrowdedNetworkTheOneThatHasEarnedSomethingStays() {
        AdmissionTable table = table(7);
        for (int i = 0; i < SLOTS; i++) {
            arrive(table, "10." + i / 3 + "." + i % 3 + ".1", 100);
        }
        earned.put(key(SLOTS - 1), 3);
        now += SECOND;
        assertThat(arrive(table, "11.0.0.1", 500))
                .singleElement()
                .isInstanceOf(Verdict.Close.class)
                .isNotEqualTo(new Verdict.Close(SLOTS - 1, CloseReason.NO_SLOT));
    }
}
