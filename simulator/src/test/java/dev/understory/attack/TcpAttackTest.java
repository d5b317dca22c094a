package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.session.ConnectionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue against production nodes on loopback, all cases one after the other against the same two. */
class TcpAttackTest {
    private static final Map<Site, TcpBed> BEDS = new EnumMap<>(Site.class);

    @AfterAll
    static void stop() {
        BEDS.values().forEach(TcpBed::close);
    }

    static List<AttackCase> catalogue() {
        return Catalogue.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("catalogue")
    void endsAsTheCatalogueSaysAndTheOthersAreServed(AttackCase attack) {
        TcpBed bed = BEDS.computeIfAbsent(attack.site(), site -> new TcpBed(site.settings()));
        assertThat(Siege.play(bed, attack, Finding.TCP).problem()).isEmpty();
    }

    /** Row H29: the kernel accepts for a program that does nothing. */
    @Test
    void aPeerThatAcceptsAndNeverAnswersIsDialledAgainLaterAndLater() throws IOException {
        String settings = Site.IMPATIENT.settings()
                + "understory.p2p.dial { first-delay = 20 ms, max-delay = 1 s, factor = 2, jitter = 0 }";
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("127.66.0.1"));
                TcpBed own = new TcpBed(settings)) {
            own.keepDialling("127.66.0.1", silent.getLocalPort());
            assertThat(own.await(() -> waits(own).size() >= 3)).isTrue();
            assertThat(waits(own)).startsWith(20_000_000L, 40_000_000L, 80_000_000L);
            assertThat(own.victim().reasons()).containsOnlyKeys("handshake.HANDSHAKE_TIMEOUT");
        }
    }

    private static List<Long> waits(TcpBed bed) {
        return bed.victim().events(ConnectionEvent.DialFailed.class).stream()
                .map(ConnectionEvent.DialFailed::retryNanos)
                .toList();
    }

    /** Row H3. */
    @Test
    void silentLinksFromOneAddressKeepNobodyElseOut() {
        play(Crowds::manySilentLinksFromOneAddress);
    }

    /** Row H4. */
    @Test
    void silentLinksFromOneSubnetKeepNobodyElseOut() {
        play(Crowds::silentLinksFromManyAddressesOfOneSubnet);
    }

    /** Row H4, of IPv6. */
    @Test
    void silentLinksFromOneFortyEightKeepNobodyElseOut() {
        play(Crowds::silentLinksFromManySitesOfOneFortyEight);
    }

    /** Row C5. */
    @Test
    void manyKeysFromOneAddressKeepNobodyElseOut() {
        play(Crowds::manyKeysFromOneAddress);
    }

    /** Row C6, of IPv6. */
    @Test
    void peersOfOneProviderKeepNobodyElseOut() {
        play(Crowds::peersOfOneProviderTakeAllSlots);
    }

    /** Row H3, of few who take turns. */
    @Test
    void sixAddressesThatHoldAllHandshakesKeepNobodyElseOut() {
        play(Crowds::sixAddressesHoldAllHandshakes);
    }

    /** Row H26. */
    @Test
    void linksThatAreResetAtOnceLeaveNothing() {
        play(Crowds::linksThatAreResetAtOnce);
    }

    /** Row H28. */
    @Test
    void aFloodOfHandshakesLeavesTheEstablishedAlone() {
        play(any -> Crowds.aFloodOfHandshakes(any, () -> {}));
    }

    /** Row M13. */
    @Test
    void aFloodOfTransactionsIsThrottledAndStopsNoConsensus() {
        try (TcpBed own = new TcpBed(Floods.LOW_RATE)) {
            Floods.aMillionTransactions(own, Script::admitted, () -> 0);
        }
    }

    /** Row M13, in large frames sealed with AES-256-GCM, behind a hybrid key agreement. */
    @Test
    void aFloodOfTransactionsInLargeFramesIsThrottledAndStopsNoConsensus() {
        try (TcpBed own = new TcpBed(Floods.LOW_RATE)) {
            Floods.aMillionTransactions(own, Negotiator::withHybridKey, () -> 0);
        }
    }

    /** Row M14. */
    @Test
    void aFloodOfConsensusByOneStopsNoOthers() {
        play(Floods::aMillionMessagesOfConsensus);
    }

    /** Whose end comes when another case is being judged makes that one fail. */
    @Test
    void whoIsStillThereWhenARuleIsBrokenIsGoneBeforeTheNextCase() {
        AttackCase served = Catalogue.all().stream()
                .filter(attack -> attack.goesOn()
                        && attack.site() == Site.ORDINARY
                        && !attack.delivered().isEmpty())
                .findFirst()
                .orElseThrow();
        try (TcpBed own = new TcpBed("")) {
            // What he sends has arrived by then, so he is admitted.
            AttackCase expectsMore = new AttackCase(
                    served.name(),
                    served.site(),
                    served.from(),
                    served.dialled(),
                    served.script(),
                    true,
                    "ignored.NOTHING_SUCH",
                    served.delivered());
            assertThat(Siege.play(own, expectsMore, Finding.TCP).problem()).isNotEmpty();
            assertThat(own.victim().events(ConnectionEvent.PeerClosed.class)).hasSize(1);
            assertThat(Siege.play(own, served, Finding.TCP).problem()).isEmpty();
        }
    }

    @Test
    void aNodeThatDoesNotDialIsAFindingLikeAnyOther() {
        AttackCase dialled =
                Catalogue.all().stream().filter(AttackCase::dialled).findFirst().orElseThrow();
        try (TcpBed own = new TcpBed("understory.p2p.banned-addresses = [\"127.66.0.1\"]")) {
            assertThat(Siege.play(own, dialled, Finding.TCP).problem()).startsWith("the node does not dial");
        }
    }

    /** What he made before the node ended his stream has cost him as much. */
    @Test
    void whatAnAttackerWritesIsPaidWhetherOrNotItGoesThrough() {
        play(bed -> {
            Attacker attacker = bed.attack("10.66.0.1", Script.atOnce(self -> {
                self.wire().reset();
                self.wire().write(new byte[1_000]);
            }));
            assertThat(bed.await(attacker::isClosed)).isTrue();
            assertThat(attacker.wire().written()).isEqualTo(1_000);
        });
    }

    /** Unfinished messages of many peers, as much as the node has memory for. */
    @Test
    void hoardsOfUnfinishedMessagesAreTakenFromTheHoarders() {
        try (TcpBed own = new TcpBed(Hoards.MEMORY)) {
            Hoards.ofUnfinishedMessages(own);
        }
    }

    /** A limit is not renewed by coming back. */
    @Test
    void comingBackRenewsNoLimit() {
        try (TcpBed own = new TcpBed(Floods.LOW_RATE)) {
            Floods.comingBackForMore(own);
        }
    }

    /** Row M16. */
    @Test
    void aFrozenConsumerCostsOnlyItsTopic() {
        play(Floods::aFrozenConsumer);
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

    /** Row L3: a relay between the two swallows all that either writes, and the ends of their links. */
    @Test
    void aLinkThatSwallowsEverythingIsFoundDeadAndDialledAgain() {
        aLinkThatSwallowsBytes(true);
    }

    /** Row L6: it swallows what the one writes, and the other's end of the link reaches it. */
    @Test
    void aLinkThatSwallowsOneDirectionIsFoundDeadByBothEnds() {
        aLinkThatSwallowsBytes(false);
    }

    private static void aLinkThatSwallowsBytes(boolean both) {
        AtomicReference<Relay> relay = new AtomicReference<>();
        try (TcpBed own = new TcpBed(Ties.ALERT, Ties.ALERT, target -> {
            relay.set(Relay.to(target));
            return relay.get().at();
        })) {
            Ties.aLinkThatSwallowsBytes(
                    own, () -> relay.get().cut(both), () -> relay.get().mend());
        } finally {
            relay.get().close();
        }
    }

    private static void play(Consumer<Bed> attack) {
        play("", attack);
    }

    private static void play(String settings, Consumer<Bed> attack) {
        try (TcpBed own = new TcpBed(settings)) {
            attack.accept(own);
        }
    }
}
