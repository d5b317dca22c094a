package dev.understory.admission;

import static dev.understory.admission.AdmissionTableTest.arrive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.ConnectionEntry.State;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is full makes room for newcomers from elsewhere: slots of peers and handshakes. */
class RoomForNewcomersTest {
    private static final PublicKey SELF = key(-1);
    private static final int UNRESERVED = 48;

    private final AdmissionTable table = new AdmissionTable(SELF, AdmissionPolicy.DEFAULT);

    private static PublicKey key(int number) {
        return PublicKey.of(
                KeyType.ED25519, ByteBuffer.allocate(32).putInt(number).array());
    }

    private boolean arrives(int id, String from) {
        return arrive(table, id, NetworkAddress.of(from), false, false);
    }

    private LinkVerdict judge(String from) {
        return table.judge(NetworkAddress.of(from), false, () -> false);
    }

    /** A peer is admitted, of that address. */
    private void admit(int id, String from) {
        assertThat(arrives(id, from)).isTrue();
        assertThat(table.authenticated(id, key(id), key(id).bytes(), true)).containsExactly(new Verdict.Admit(id));
    }

    @Test
    void aFortyEightHasItsCapHoweverManySitesItIsDividedInto() {
        for (int i = 0; i < 16; i++) {
            admit(i, "2001:db8:7:" + Integer.toHexString(i << 8) + "::1");
        }
        assertThat(judge("2001:db8:7:ff00::1"))
                .isEqualTo(new LinkVerdict.Refuse(CloseReason.ADDRESS_LIMIT, GroupLevel.SUBNET));
        assertThat(judge("2001:db8:8::1")).isEqualTo(new LinkVerdict.Accept());
    }

    @Test
    void aSixtyFourHasTheCapOfAnAddress() {
        for (int i = 0; i < 8; i++) {
            admit(i, "2001:db8:7:7::" + i);
        }
        assertThat(judge("2001:db8:7:7:ffff::1"))
                .isEqualTo(new LinkVerdict.Refuse(CloseReason.ADDRESS_LIMIT, GroupLevel.ADDRESS));
        assertThat(judge("2001:db8:7:8::1")).isEqualTo(new LinkVerdict.Accept());
    }

    @Test
    void aProviderThatHasAllSlotsLosesOneToAnHonestNewcomer() {
        for (int i = 0; i < 21; i++) {
            admit(i, "2001:db8:" + i / 3 + ":" + i % 3 + "00::1");
        }
        assertThat(arrives(100, "192.0.2.1")).isTrue();
        assertThat(table.authenticated(100, key(100), key(100).bytes(), true))
                .as("the youngest of the largest")
                .containsExactly(new Verdict.Close(20, CloseReason.NO_SLOT));
        assertThat(table.ended(20)).containsExactly(new Verdict.Admit(100));
        assertThat(table.inboundSlots()).isEqualTo(21);
    }

    /** attacks.md, C6: idle peers of as many networks as there are slots. */
    @Test
    void ofAsManyNetworksAsThereAreSlotsTheYoungestThatIsOfNoUseMakesRoom() {
        for (int i = 0; i < 21; i++) {
            admit(i, "10." + i + ".0.1");
        }
        assertThat(judge("192.0.2.1")).isEqualTo(new LinkVerdict.Accept());
        assertThat(judge("10.7.0.2"))
                .as("its network has as many as each other")
                .isEqualTo(new LinkVerdict.Refuse(CloseReason.NO_SLOT, null));
    }

    /** Six addresses in three /24s, of one /16 or of three. */
    private void fillTheHandshakes(int networks) {
        for (int i = 0; i < UNRESERVED; i++) {
            assertThat(arrives(i, "10." + i % 3 % networks + "." + i % 3 + "." + i % 6))
                    .isTrue();
        }
    }

    @Test
    void sixAddressesThatHoldAllHandshakesLoseTheSlowestToANewcomer() {
        fillTheHandshakes(3);
        assertThat(judge("192.0.2.1")).isEqualTo(new LinkVerdict.Evict(0));
        assertThat(arrives(100, "192.0.2.1")).isTrue();
        assertThat(table.find(0).state).isEqualTo(State.DROPPED);
        LinkVerdict another = judge("10.0.0.99");
        assertThat(table.find(((LinkVerdict.Evict) another).other()).address.toString())
                .as("one of theirs can only take the place of its own")
                .startsWith("10.0.0.");
        assertThat(table.authenticated(100, key(100), key(100).bytes(), true)).containsExactly(new Verdict.Admit(100));
        assertThat(table.ended(0)).isEmpty();
    }

    @Test
    void theSameInOneNetwork() {
        fillTheHandshakes(1);
        assertThat(judge("10.0.77.1"))
                .as("of the same /16, and a /24 of its own")
                .isEqualTo(new LinkVerdict.Evict(0));
        assertThat(judge("192.0.2.1")).isEqualTo(new LinkVerdict.Evict(0));
    }

    @Test
    void handshakesOfExpectedAddressesMakeRoomForNobody() {
        for (int i = 0; i < UNRESERVED; i++) {
            assertThat(arrive(table, i, NetworkAddress.of("10.0.0." + i), true, false))
                    .isTrue();
        }
        assertThat(judge("192.0.2.1")).isEqualTo(new LinkVerdict.Refuse(CloseReason.NO_SLOT, null));
    }

    @Test
    void anExpectedAddressTakesTheReserveAndThenTheSlowestOfAStrangers() {
        fillTheHandshakes(3);
        for (int i = 0; i < 16; i++) {
            NetworkAddress validator = NetworkAddress.of("192.0.2.1");
            assertThat(table.judge(validator, true, () -> true)).isEqualTo(new LinkVerdict.Accept());
            table.accept(100 + i, validator, true);
        }
        assertThat(table.judge(NetworkAddress.of("192.0.2.1"), true, () -> true))
                .isEqualTo(new LinkVerdict.Evict(0));
    }

    /** What was dropped and has not ended is bounded too. */
    @Test
    void noMoreHandshakesAreDroppedThanThereMayBe() {
        fillTheHandshakes(3);
        int id = 100;
        int accepted = 0;
        for (int i = 0; i < 1_000; i++) {
            accepted += arrives(id++, "10." + (100 + i % 100) + "." + i / 100 + ".1") ? 1 : 0;
        }
        long dropped = table.all().stream()
                .filter(entry -> entry.state == State.DROPPED)
                .count();
        assertThat(dropped).isLessThanOrEqualTo(AdmissionPolicy.DEFAULT.maxHandshakes());
        assertThat(accepted).isEqualTo((int) dropped);
        table.all().forEach(entry -> table.ended(entry.id));
        assertThat(table.isEmpty()).isTrue();
    }

    @Test
    void aHandshakeThatIsDoneMakesRoomForNobody() {
        fillTheHandshakes(3);
        assertThat(judge("192.0.2.1")).isEqualTo(new LinkVerdict.Evict(0));
        table.authenticated(0, key(0), key(0).bytes(), true);
        assertThat(arrives(100, "10.50.0.1")).as("there is room again").isTrue();
        assertThat(judge("192.0.2.1")).isEqualTo(new LinkVerdict.Evict(1));
    }

    @Test
    void newcomersThatWaitForASlotCountAsMuchAsThoseThatHaveOne() {
        for (int i = 0; i < 21; i++) {
            admit(i, "10.1." + i + ".1");
        }
        int evicted = 0;
        for (int i = 0; i < 16; i++) {
            int id = 100 + i;
            if (arrives(id, "10.2." + i + ".1")) {
                List<Verdict> verdicts = authenticated(id);
                evicted += verdicts.stream().anyMatch(verdict -> verdict instanceof Verdict.Close) ? 1 : 0;
            }
        }
        assertThat(evicted).as("half of the slots, and one by the second rule").isEqualTo(11);
    }

    @Test
    void whoWaitsForASlotLeavesItToANewcomerFromElsewhere() {
        for (int i = 0; i < 19; i++) {
            admit(i, "10." + i + ".0.1");
        }
        admit(19, "10.0.1.1");
        admit(20, "10.0.2.1");
        assertThat(arrives(100, "192.0.2.1")).isTrue();
        assertThat(authenticated(100)).containsExactly(new Verdict.Close(20, CloseReason.NO_SLOT));
        assertThat(table.ended(20)).containsExactly(new Verdict.Admit(100));
        assertThat(table.inboundSlots()).isEqualTo(21);

        assertThat(arrives(102, "172.16.0.1")).isTrue();
        assertThat(authenticated(102)).containsExactly(new Verdict.Close(19, CloseReason.NO_SLOT));
        table.ended(102);
        assertThat(table.ended(19)).isEmpty();
        assertThat(table.inboundSlots())
                .as("nobody has the slot of who did not wait")
                .isEqualTo(20);
    }

    @Test
    void whoWaitsForASlotLosesItToANewcomerFromElsewhereAsAPeerWould() {
        for (int i = 0; i < 21; i++) {
            admit(i, "10.1." + i + ".1");
        }
        Verdict last = new Verdict.Admit(-1);
        for (int i = 100; i < 110; i++) {
            assertThat(arrives(i, "10.2." + i + ".1")).isTrue();
            last = authenticated(i).get(0);
        }
        for (int i = 203; i < 205; i++) {
            assertThat(arrives(i, "10." + i + ".0.1")).isTrue();
            assertThat(authenticated(i)).hasOnlyElementsOfType(Verdict.Close.class);
        }
        assertThat(arrives(205, "10.205.0.1")).isTrue();
        assertThat(authenticated(205)).containsExactly(new Verdict.Refuse(109, CloseReason.NO_SLOT));

        assertThat(table.ended(109)).isEmpty();
        assertThat(table.ended(((Verdict.Close) last).id())).containsExactly(new Verdict.Admit(205));
        assertThat(table.inboundSlots()).isEqualTo(21);
    }

    private List<Verdict> authenticated(int id) {
        return table.authenticated(id, key(id), key(id).bytes(), true);
    }
}
