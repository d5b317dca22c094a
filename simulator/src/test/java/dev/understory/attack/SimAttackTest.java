package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.cpu.SignatureCosts;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue against production nodes on the simulated network, each case in a world of its own and twice. */
class SimAttackTest {
    private static final long ROUND_TRIP = 10 * SimBed.MILLI;

    static List<AttackCase> catalogue() {
        return Catalogue.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("catalogue")
    void endsAsTheCatalogueSaysAndTheOthersAreServed(AttackCase attack) {
        assertThat(play(attack)).isEqualTo(play(attack));
    }

    /** Row H3. */
    @Test
    void silentLinksFromOneAddressKeepNobodyElseOut() {
        play("", Crowds::manySilentLinksFromOneAddress);
    }

    /** Row H4. */
    @Test
    void silentLinksFromOneSubnetKeepNobodyElseOut() {
        play("", Crowds::silentLinksFromManyAddressesOfOneSubnet);
    }

    /** Row H4, of IPv6. */
    @Test
    void silentLinksFromOneFortyEightKeepNobodyElseOut() {
        play("", Crowds::silentLinksFromManySitesOfOneFortyEight);
    }

    /** Row C5. */
    @Test
    void manyKeysFromOneAddressKeepNobodyElseOut() {
        play("", Crowds::manyKeysFromOneAddress);
    }

    /** Row C6, of IPv6. */
    @Test
    void peersOfOneProviderKeepNobodyElseOut() {
        play("", Crowds::peersOfOneProviderTakeAllSlots);
    }

    /** Row H3, of few who take turns. */
    @Test
    void sixAddressesThatHoldAllHandshakesKeepNobodyElseOut() {
        play("", Crowds::sixAddressesHoldAllHandshakes);
    }

    /** Row H26. */
    @Test
    void linksThatAreResetAtOnceLeaveNothing() {
        play("", Crowds::linksThatAreResetAtOnce);
    }

    /** Row H28, at a thousand a second, each of which costs the victim's one core for signatures 1.6 ms. */
    @Test
    void aFloodOfHandshakesLeavesTheEstablishedAlone() {
        SignatureCosts ofBls = SignatureCosts.alike(SignatureCosts.MEASURED.bls());
        try (SimBed bed = new SimBed("", ofBls)) {
            Crowds.aFloodOfHandshakes(bed, () -> bed.run(Duration.ofMillis(1)));
            theFriendNoticedNothing(bed);
        }
    }

    /** Row M13. */
    @Test
    void aFloodOfTransactionsIsThrottledAndDelaysNoConsensus() {
        floodOfTransactions(Script::admitted);
    }

    /** Row M13, in large frames sealed with AES-256-GCM, behind a hybrid key agreement. */
    @Test
    void aFloodOfTransactionsInLargeFramesIsThrottledAndDelaysNoConsensus() {
        floodOfTransactions(Negotiator::withHybridKey);
    }

    private static void floodOfTransactions(Function<Consumer<Attacker>, Script> entry) {
        play(
                Floods.LOW_RATE,
                bed -> assertThat(Floods.aMillionTransactions(bed, entry, ((SimBed) bed)::now))
                        .allMatch(nanos -> nanos <= ROUND_TRIP + 2 * SimBed.MILLI));
    }

    /** Row M14. */
    @Test
    void aFloodOfConsensusByOneDelaysNoOthers() {
        play("", Floods::aMillionMessagesOfConsensus);
    }

    /** Unfinished messages of many peers, as much as the node has memory for. */
    @Test
    void hoardsOfUnfinishedMessagesAreTakenFromTheHoarders() {
        play(Hoards.MEMORY, Hoards::ofUnfinishedMessages);
    }

    /** A limit is not renewed by coming back. */
    @Test
    void comingBackRenewsNoLimit() {
        play(Floods.LOW_RATE, Floods::comingBackForMore);
    }

    /** Row M16. */
    @Test
    void aFrozenConsumerCostsOnlyItsTopic() {
        play("", Floods::aFrozenConsumer);
    }

    /** Row L1. */
    @Test
    void aPeerThatStopsReadingIsClosedAndTheOthersAreServed() {
        play(Ties.IMPATIENT, Ties::aPeerThatStopsReading);
    }

    /** Row C3. */
    @Test
    void whoComesBackBeforeItWasMissedTakesTheDeadConnectionsPlace() {
        play("", Ties::whoComesBackBeforeItWasMissed);
    }

    /** Row C3. */
    @Test
    void whoComesTwiceIsRefusedTheSecondTime() {
        play("", Ties::whoComesTwice);
    }

    /** Row C10. */
    @Test
    void whoStaysMustConnectKeepsItsConnectionWhileTheSetChanges() {
        play("", Ties::aSetThatChangesAllTheTime);
    }

    /** Row L3. */
    @Test
    void aLinkThatSwallowsEverythingIsFoundDeadAndDialledAgain() {
        aLinkThatSwallowsBytes(true);
    }

    /** Row L6. */
    @Test
    void aLinkThatSwallowsOneDirectionIsFoundDeadByBothEnds() {
        aLinkThatSwallowsBytes(false);
    }

    /** Found dead three seconds after the last byte that came, and at the other end no later than twice that. */
    private static void aLinkThatSwallowsBytes(boolean both) {
        try (SimBed bed = new SimBed(Ties.ALERT, Ties.ALERT, SignatureCosts.MEASURED)) {
            long begin = bed.now();
            Ties.aLinkThatSwallowsBytes(
                    bed,
                    () -> {
                        bed.cut(both);
                        assertThat(bed.await(() -> bed.friend().lost(bed.victimId()) == 1))
                                .isTrue();
                        assertThat(bed.now() - begin).isBetween(2_900 * SimBed.MILLI, 3_100 * SimBed.MILLI);
                        assertThat(bed.await(() -> bed.victim().lost(bed.friendId()) == 1))
                                .isTrue();
                        assertThat(bed.now() - begin).isLessThanOrEqualTo(6_000 * SimBed.MILLI);
                    },
                    bed::mend);
        }
    }

    private static void play(String settings, Consumer<Bed> attack) {
        try (SimBed bed = new SimBed(settings)) {
            attack.accept(bed);
            theFriendNoticedNothing(bed);
        }
    }

    private static void theFriendNoticedNothing(SimBed bed) {
        assertThat(bed.friend().roundTrips(bed.victimId()))
                .as("twice what it is without an attack")
                .isNotEmpty()
                .allMatch(nanos -> nanos <= 2 * ROUND_TRIP);
    }

    /** Plays a case, and tells the trace. */
    private static long play(AttackCase attack) {
        try (SimBed bed = new SimBed(attack.site().settings())) {
            assertThat(Sieges.simulated(bed, attack).problem()).isEmpty();
            return bed.traceHash();
        }
    }
}
