package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.ConnectionEntry.State;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
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
        LinkVerdict verdict = table.judge(from, expected, () -> awaited);
        if (verdict instanceof LinkVerdict.Evict(long other)) {
            table.drop(other);
        }
        if (verdict instanceof LinkVerdict.Refuse) {
            return false;
        }
        table.accept(id, from, expected);
        return true;
    }

    /**
     * attacks.md, U14: after every call, whatever the order of calls, no limit is exceeded and nothing is forgotten.
     */
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
                switch (random.nextInt(8)) {
                    case 0 -> {
                        NetworkAddress from = address(random.nextInt(4), random.nextInt(3));
                        if (arrive(table, next, from, random.nextInt(4) == 0, random.nextBoolean())) {
                            alive.add(next);
                        }
                        next++;
                    }
                    case 1 -> {
                        if (table.dial(next, address(9, 9), random.nextInt(4) != 0)) {
                            table.opened(next, address(9, random.nextInt(3)));
                            alive.add(next);
                        }
                        next++;
                    }
                    case 2, 3 -> authenticate(table, alive, random, bypassing);
                    case 4, 5 -> compete(table, random, alive);
                    case 6 -> {
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
                .filter(entry -> entry.state == State.HANDSHAKING && entry.key == null)
                .toList();
        if (!open.isEmpty()) {
            long id = open.get(random.nextInt(open.size())).id;
            int number = random.nextInt(8);
            PublicKey key = key(number);
            carryOut(table, table.authenticated(id, key, key.bytes(), !bypassing.contains(number)), random, alive);
        }
    }

    /** Somebody who waits is spoken on, or told of the one in his way. */
    private static void compete(AdmissionTable table, Random random, List<Long> alive) {
        for (ConnectionEntry entry : table.all()) {
            if (entry.state == State.WAITING && random.nextInt(3) == 0) {
                ConnectionEntry existing = table.currentOf(entry.key);
                List<Verdict> verdicts = random.nextBoolean() || existing == null
                        ? table.spoken(entry.id)
                        : table.stood(existing.id, entry.id, random.nextBoolean());
                carryOut(table, verdicts, random, alive);
                return;
            }
        }
    }

    /** What is refused ends, at once or later. */
    private static void carryOut(AdmissionTable table, List<Verdict> verdicts, Random random, List<Long> alive) {
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Refuse refuse && random.nextBoolean()) {
                alive.remove(refuse.id());
                carryOut(table, table.ended(refuse.id()), random, alive);
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
            boolean known = entry.state == State.ADMITTED || entry.state == State.CLOSING;
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
            assertThat(entry.state == State.WAITING && entry.key == null)
                    .as(where)
                    .isFalse();
            if (entry.state == State.DROPPED) {
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

    private static List<Verdict> authenticated(AdmissionTable table, long id, PublicKey key) {
        return table.authenticated(id, key, key.bytes(), true);
    }

    @Test
    void ourOwnKeyIsRefused() {
        AdmissionTable table = new AdmissionTable(SELF, SMALL);
        arrive(table, 0, address(0, 0), false, false);
        assertThat(authenticated(table, 0, SELF)).containsExactly(new Verdict.Refuse(0, CloseReason.SELF));
    }

    @Test
    void aSuccessorIsAdmittedWhenItsPredecessorHasEnded() {
        AdmissionTable table = new AdmissionTable(SELF, SMALL);
        arrive(table, 0, address(0, 0), false, false);
        arrive(table, 1, address(1, 0), false, false);
        arrive(table, 2, address(2, 0), false, false);
        assertThat(authenticated(table, 0, key(1))).containsExactly(new Verdict.Admit(0));
        assertThat(authenticated(table, 1, key(1))).containsExactly(new Verdict.Challenge(0, 1, false));
        assertThat(authenticated(table, 2, key(1))).containsExactly(new Verdict.Challenge(0, 2, false));
        assertThat(table.stood(0, 1, false)).containsExactly(new Verdict.Close(0, CloseReason.REPLACED));
        assertThat(table.ended(0)).containsExactly(new Verdict.Admit(1), new Verdict.Challenge(1, 2, false));
        assertThat(table.currentOf(key(1)).id).isEqualTo(1);
        assertThat(table.inboundSlots()).isEqualTo(1);
    }

    @Test
    void aConnectionThatLivesStaysAndTheNewcomerGoes() {
        AdmissionTable table = new AdmissionTable(SELF, SMALL);
        arrive(table, 0, address(0, 0), false, false);
        arrive(table, 1, address(1, 0), false, false);
        authenticated(table, 0, key(1));
        authenticated(table, 1, key(1));
        assertThat(table.stood(0, 1, true)).containsExactly(new Verdict.Refuse(1, CloseReason.DUPLICATE));
        assertThat(table.stood(0, 1, false)).as("it is decided").isEmpty();
        assertThat(table.ended(1)).isEmpty();
        assertThat(table.isAdmitted(key(1))).isTrue();
    }

    /** An Ethereum-style key of Canopy's: 02 c6.. here, c6.. 1a.. on the wire; our own begins with 64. */
    @Test
    void theKeyThatIsComparedIsTheOneThatTravelled() {
        String x = "c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";
        String y = "1ae168fea63dc339a3c58419466ceaeef7f632653266d0e1236431a950cfe52a";
        PublicKey key = PublicKey.ofHex(x + y);
        for (boolean whole : new boolean[] {true, false}) {
            byte[] sent = whole ? HexFormat.of().parseHex(x + y) : key.bytes();
            AdmissionTable table = new AdmissionTable(SELF, SMALL);
            arrive(table, 0, address(0, 0), false, false);
            table.dial(1, address(0, 0), true);
            table.opened(1, address(0, 0));
            table.authenticated(0, key, sent, true);
            assertThat(table.authenticated(1, key, sent, true))
                    .containsExactly(
                            whole ? new Verdict.Close(0, CloseReason.REPLACED) : new Verdict.Challenge(0, 1, true));
        }
    }

    @Test
    void ofConnectionsThatWeDialledOnlySoManyWait() {
        AdmissionTable table = new AdmissionTable(SELF, new AdmissionPolicy(3, 99, 6, 2, 3, 4));
        for (int i = 0; i <= DuplicateRule.MAX_WAITING + 1; i++) {
            table.dial(i, address(0, i), true);
            table.opened(i, address(0, i));
        }
        authenticated(table, 0, key(1));
        for (int i = 1; i <= DuplicateRule.MAX_WAITING; i++) {
            assertThat(authenticated(table, i, key(1))).containsExactly(new Verdict.Challenge(0, i, true));
        }
        long last = DuplicateRule.MAX_WAITING + 1;
        assertThat(authenticated(table, last, key(1))).containsExactly(new Verdict.Refuse(last, CloseReason.DUPLICATE));
        assertThat(table.spoken(3)).isEmpty();
        assertThat(table.stood(0, 1, false)).isEmpty();
        assertThat(table.stood(0, 3, false)).containsExactly(new Verdict.Close(0, CloseReason.REPLACED));
        assertThat(table.ended(0)).contains(new Verdict.Admit(3), new Verdict.Challenge(3, 1, true));
    }

    @Test
    void aNewcomerThatInheritsNoSlotIsRefusedWhenItsTurnComes() {
        AdmissionTable table = new AdmissionTable(SELF, SMALL);
        for (int i = 0; i < 3; i++) {
            arrive(table, i, address(0, i), false, false);
            authenticated(table, i, key(i));
        }
        arrive(table, 3, address(1, 0), false, false);
        assertThat(authenticated(table, 3, key(2))).containsExactly(new Verdict.Challenge(2, 3, false));
        arrive(table, 4, address(2, 0), false, false);
        assertThat(authenticated(table, 4, key(4))).containsExactly(new Verdict.Close(2, CloseReason.NO_SLOT));
        assertThat(table.ended(2)).containsExactly(new Verdict.Admit(4), new Verdict.Refuse(3, CloseReason.NO_SLOT));
        table.ended(3);
        assertThat(table.inboundSlots()).isEqualTo(3);
    }

    @Test
    void aVictimsOwnSuccessorDoesNotGetTheSlotThatWasPromisedToANewcomer() {
        AdmissionTable table = new AdmissionTable(SELF, SMALL);
        for (int i = 0; i < 3; i++) {
            arrive(table, i, address(0, i), false, false);
            authenticated(table, i, key(i));
        }
        assertThat(arrive(table, 3, address(1, 0), false, false)).isTrue();
        assertThat(authenticated(table, 3, key(3)))
                .as("the youngest of the largest subnet makes room")
                .containsExactly(new Verdict.Close(2, CloseReason.NO_SLOT));
        assertThat(arrive(table, 4, address(2, 0), false, true)).isTrue();
        assertThat(authenticated(table, 4, key(2))).containsExactly(new Verdict.Refuse(4, CloseReason.NO_SLOT));
        assertThat(table.ended(2)).containsExactly(new Verdict.Admit(3));
        assertThat(table.inboundSlots()).isEqualTo(3);
    }

    @Test
    void whatIsKnownOfADialIsTheAddressThatAnswered() {
        AdmissionTable table = new AdmissionTable(SELF, SMALL);
        table.dial(1, NetworkAddress.of("node-2.example"), true);
        table.opened(1, address(1, 2));
        assertThat(table.all())
                .singleElement()
                .satisfies(entry -> assertThat(entry.address).isEqualTo(address(1, 2)));
    }
}
