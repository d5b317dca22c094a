package dev.understory.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.connection.ConnectionEntry.Phase;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.NetworkAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTableTest {
    private static final AdmissionPolicy SMALL = new AdmissionPolicy(3, 2, 6, 2, 3, 4);
    private static final PublicKey SELF = key(100);

    private static PublicKey key(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return PublicKey.of(KeyType.ED25519, bytes);
    }

    private static NetworkAddress address(int subnet, int host) {
        return NetworkAddress.of("10.0." + subnet + "." + host);
    }

    /** A link is accepted; whether it begins its handshake. */
    static boolean arrive(AdmissionTable table, long id, NetworkAddress from, boolean expected, boolean awaited) {
        Entrance entrance = table.entrance(from, expected, () -> awaited);
        if (entrance instanceof Entrance.InsteadOf(long other)) {
            table.drop(other);
        }
        if (entrance instanceof Entrance.Refused) {
            return false;
        }
        table.accept(id, from, expected);
        return true;
    }

    /** Requirement U14: after every call, whatever the order of calls, no limit is exceeded and nothing is forgotten. */
    @Test
    void noOrderOfEventsBreaksALimitOrLeavesAnythingBehind() {
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            AdmissionTable table = new AdmissionTable(SELF, SMALL);
            Set<Integer> bypassing = new HashSet<>();
            List<Long> alive = new ArrayList<>();
            long next = 0;
            for (int step = 0; step < 300; step++) {
                String where = "seed " + seed + " step " + step;
                switch (random.nextInt(6)) {
                    case 0 -> {
                        NetworkAddress from = address(random.nextInt(4), random.nextInt(3));
                        if (arrive(table, next, from, random.nextInt(4) == 0, random.nextBoolean())) {
                            alive.add(next);
                        }
                        next++;
                    }
                    case 1 -> {
                        if (table.dial(next, address(9, 9), random.nextInt(4) != 0)) {
                            table.opened(next);
                            alive.add(next);
                        }
                        next++;
                    }
                    case 2, 3 -> authenticate(table, alive, random, bypassing);
                    case 4 -> {
                        if (!alive.isEmpty()) {
                            long id = alive.remove(random.nextInt(alive.size()));
                            table.ended(id);
                        }
                    }
                    default -> {
                        int number = random.nextInt(8);
                        boolean ordinary = bypassing.remove(number);
                        if (!ordinary) {
                            bypassing.add(number);
                        }
                        table.reclassify(key(number), ordinary);
                    }
                }
                check(table, where);
            }
            for (long id : alive) {
                table.ended(id);
                check(table, "seed " + seed + " at the end");
            }
            assertThat(table.isEmpty()).as("seed " + seed).isTrue();
        }
    }

    private static void authenticate(AdmissionTable table, List<Long> alive, Random random, Set<Integer> bypassing) {
        List<ConnectionEntry> open = table.all().stream()
                .filter(entry -> entry.phase == Phase.HANDSHAKING && entry.key == null)
                .toList();
        if (!open.isEmpty()) {
            long id = open.get(random.nextInt(open.size())).id;
            int number = random.nextInt(8);
            Verdict verdict = table.authenticated(id, key(number), !bypassing.contains(number));
            if (verdict instanceof Verdict.Refuse && random.nextBoolean()) {
                alive.remove(id);
                table.ended(id);
            }
        }
    }

    private static void check(AdmissionTable table, String where) {
        int inbound = 0;
        int outbound = 0;
        int handshakes = 0;
        int dropped = 0;
        Map<PublicKey, Integer> current = new HashMap<>();
        for (ConnectionEntry entry : table.all()) {
            boolean in = entry.direction == Direction.INBOUND;
            boolean known = entry.phase == Phase.ADMITTED || entry.phase == Phase.CLOSING;
            if (known) {
                current.merge(entry.key, 1, Integer::sum);
            }
            if (entry.ordinary && known && in) {
                inbound++;
            }
            if (entry.ordinary && !in && entry.slot) {
                outbound++;
            }
            if (entry.ordinary && !in && known) {
                assertThat(entry.slot).as(where).isTrue();
            }
            if (entry.phase == Phase.DROPPED) {
                dropped++;
            } else if (in && !known) {
                handshakes++;
            }
        }
        assertThat(inbound).as(where).isLessThanOrEqualTo(SMALL.maxInbound());
        assertThat(outbound).as(where).isLessThanOrEqualTo(SMALL.maxOutbound());
        assertThat(handshakes).as(where).isLessThanOrEqualTo(SMALL.maxHandshakes());
        assertThat(dropped).as(where).isLessThanOrEqualTo(SMALL.maxHandshakes());
        assertThat(current.values()).as(where).allMatch(count -> count == 1);
        assertThat(table.inboundSlots()).as(where).isBetween(0, SMALL.maxInbound());
        assertThat(table.outboundSlots()).as(where).isBetween(0, SMALL.maxOutbound());
    }

    @Test
    void ourOwnKeyIsRefused() {
        AdmissionTable table = new AdmissionTable(SELF, SMALL);
        arrive(table, 0, address(0, 0), false, false);
        assertThat(table.authenticated(0, SELF, true)).isEqualTo(new Verdict.Refuse(CloseReason.SELF));
    }

    @Test
    void aSuccessorIsAdmittedWhenItsPredecessorHasEnded() {
        AdmissionTable table = new AdmissionTable(SELF, SMALL);
        arrive(table, 0, address(0, 0), false, false);
        arrive(table, 1, address(1, 0), false, false);
        arrive(table, 2, address(2, 0), false, false);
        assertThat(table.authenticated(0, key(1), true)).isEqualTo(new Verdict.Admit());
        assertThat(table.authenticated(1, key(1), true)).isEqualTo(new Verdict.AfterEndOf(0, CloseReason.REPLACED));
        assertThat(table.authenticated(2, key(1), true)).isEqualTo(new Verdict.InsteadOfWaiting(1));
        assertThat(table.ended(1)).isEmpty();
        assertThat(table.ended(0)).containsExactly(2L);
        assertThat(table.currentOf(key(1)).id).isEqualTo(2);
        assertThat(table.inboundSlots()).isEqualTo(1);
    }

    @Test
    void aVictimsOwnSuccessorDoesNotGetTheSlotThatWasPromisedToANewcomer() {
        AdmissionTable table = new AdmissionTable(SELF, SMALL);
        for (int i = 0; i < 3; i++) {
            arrive(table, i, address(0, i), false, false);
            table.authenticated(i, key(i), true);
        }
        assertThat(arrive(table, 3, address(1, 0), false, false)).isTrue();
        assertThat(table.authenticated(3, key(3), true))
                .as("the youngest of the largest subnet makes room")
                .isEqualTo(new Verdict.AfterEndOf(2, CloseReason.NO_SLOT));
        assertThat(arrive(table, 4, address(2, 0), false, true)).isTrue();
        assertThat(table.authenticated(4, key(2), true)).isEqualTo(new Verdict.Refuse(CloseReason.NO_SLOT));
        assertThat(table.ended(2)).containsExactly(3L);
        assertThat(table.inboundSlots()).isEqualTo(3);
    }

    @Test
    void theRuleOnDuplicatesIsTheTruthTableOfTheSpecification() {
        PublicKey low = key(1);
        PublicKey high = key(2);
        Direction in = Direction.INBOUND;
        Direction out = Direction.OUTBOUND;
        assertThat(DuplicateRule.newSurvives(low, high, in, in)).isTrue();
        assertThat(DuplicateRule.newSurvives(high, low, in, in)).isTrue();
        assertThat(DuplicateRule.newSurvives(low, high, out, out)).isFalse();
        assertThat(DuplicateRule.newSurvives(high, low, out, out)).isFalse();
        assertThat(DuplicateRule.newSurvives(low, high, in, out)).isTrue();
        assertThat(DuplicateRule.newSurvives(low, high, out, in)).isFalse();
        assertThat(DuplicateRule.newSurvives(high, low, in, out)).isFalse();
        assertThat(DuplicateRule.newSurvives(high, low, out, in)).isTrue();
    }

    @Test
    void aGateBoundsWhatWaitsAndLetsOneMessageOfAnySizePass() {
        SendGate gate = new SendGate(1000);
        assertThat(gate.enter(5000)).isTrue();
        assertThat(gate.enter(1)).isFalse();
        gate.leave(5000);
        assertThat(gate.waiting()).isZero();
        assertThat(gate.enter(500)).isTrue();
        assertThat(gate.enter(500)).isFalse();
        assertThat(gate.enter(100)).isTrue();
    }
}
