package dev.understory.discovery;

import static dev.understory.discovery.DiscoveryTesting.MINUTE;
import static dev.understory.discovery.DiscoveryTesting.at;
import static dev.understory.discovery.DiscoveryTesting.host;
import static dev.understory.discovery.DiscoveryTesting.key;
import static dev.understory.discovery.DiscoveryTesting.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.IdlePeers;
import dev.understory.crypto.TestRandom;
import dev.understory.discovery.DiscoveryEvent.Purpose;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.Routability;
import dev.understory.peerbook.PeerBook;
import dev.understory.session.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a peer that only stays makes room for another, and for whom. */
final class RotationTest {
    private static final Duration INTERVAL = Duration.ofMinutes(2);
    private static final PeerAddress SEED = new PeerAddress(key(500), "13.1.0.1", 9002);

    private final PeerBook book = DiscoveryTesting.book(Routability.PUBLIC);
    private final Neighbours neighbours = new Neighbours();
    private final List<DiscoveryEffect> effects = new ArrayList<>();
    private final List<DialPolicy.Choice> trials = new ArrayList<>();
    private long now;
    private DialPolicy policy = policy(List.of());
    private Rotation rotation = rotation(INTERVAL);

    private DialPolicy policy(List<PeerAddress> seeds) {
        DiscoverySettings settings = DiscoverySettings.DEFAULT.withOutbound(2).withSeeds(seeds);
        return new DialPolicy(settings, book, neighbours, TestRandom.stream(1), DiscoveryTesting::backoff, now);
    }

    private Rotation rotation(Duration interval) {
        return new Rotation(interval, policy, TestRandom.stream(2), effects::add, trials::add, now);
    }

    private void connect(int... numbers) {
        for (int number : numbers) {
            neighbours.admitted(number, peer(number, Direction.OUTBOUND));
        }
    }

    private void told(int... numbers) {
        Arrays.stream(numbers).forEach(number -> book.add(at(number), host("14.1.0.1"), now));
    }

    /** It becomes time, and those are found to be idle. Returns how long that took. */
    private long due(boolean working, int... idle) {
        long pause = rotation.nextAt() - now;
        now = Math.max(now, rotation.nextAt());
        rotation.wake(now);
        assertThat(effects).last().isInstanceOf(DiscoveryEffect.AskForIdle.class);
        effects.clear();
        rotation.idle(
                new IdlePeers(
                        working,
                        Arrays.stream(idle).mapToObj(DiscoveryTesting::key).toList()),
                now);
        return pause;
    }

    private List<PublicKey> gone() {
        return effects.stream()
                .filter(DiscoveryEffect.LetGo.class::isInstance)
                .map(effect -> ((DiscoveryEffect.LetGo) effect).peer())
                .toList();
    }

    @Test
    void theFirstIdlePeerMakesRoomForOneThatWasFoundByADial() {
        connect(1, 2);
        told(9);
        due(true, 2, 1);
        assertThat(gone()).as("nobody was found yet").isEmpty();
        rotation.tried(trials.getFirst(), DialVerdict.REACHED, now);
        assertThat(gone()).containsExactly(key(2));
        assertThat(effects).contains(new DiscoveryEffect.Emit(new DiscoveryEvent.Rotated(key(2))));
        neighbours.lost(2);
        policy.ended(trials.getFirst(), DialVerdict.REACHED, now);
        now += MINUTE;
        assertThat(policy.next(now)).isEqualTo(DialPolicy.Choice.of(Purpose.PEER, at(9)));
    }

    @Test
    void nobodyGoesWhoHasNoSuccessorAndNoMoreThanFourAreTried() {
        connect(1, 2);
        told(5, 6, 7, 8, 9);
        due(true, 1);
        for (int i = 0; i < Rotation.MOST_TRIALS; i++) {
            assertThat(trials).hasSize(i + 1);
            policy.ended(trials.get(i), DialVerdict.FAILED, now);
            rotation.tried(trials.get(i), DialVerdict.FAILED, now);
        }
        assertThat(trials).hasSize(Rotation.MOST_TRIALS);
        assertThat(gone()).isEmpty();
        assertThat(rotation.nextAt()).as("it rests").isGreaterThan(now).isLessThan(Long.MAX_VALUE);
    }

    @Test
    void peersThatAreOfUseAllStayAndNobodyIsTried() {
        connect(1, 2);
        told(9);
        for (int i = 0; i < 100; i++) {
            due(true);
        }
        assertThat(trials).isEmpty();
        assertThat(gone()).isEmpty();
    }

    @Test
    void nobodyGoesAsLongAsThereAreFewerThanThereAreToBe() {
        connect(1);
        told(9);
        due(true, 1);
        due(false, 1);
        assertThat(trials).isEmpty();
        assertThat(gone()).isEmpty();
    }

    @Test
    void aPeerThatLeavesWhileItsSuccessorIsTriedIsEnough() {
        connect(1, 2);
        told(9);
        due(true, 1);
        neighbours.lost(2);
        rotation.tried(trials.getFirst(), DialVerdict.REACHED, now);
        assertThat(gone()).isEmpty();
    }

    @Test
    void whoWasLetGoOfIsNotTriedAgainForLong() {
        connect(1, 2);
        told(1, 9);
        due(true, 1);
        rotation.tried(trials.getFirst(), DialVerdict.REACHED, now);
        policy.ended(trials.getFirst(), DialVerdict.REACHED, now);
        neighbours.lost(1);
        connect(9);
        due(true, 2);
        assertThat(trials).as("nobody but the first is known").hasSize(1);
        now += INTERVAL.multipliedBy(Rotation.PASSED_OVER).toNanos();
        due(true, 2);
        assertThat(trials.getLast().address()).isEqualTo(at(1).toPeerAddress());
    }

    @Test
    void asLongAsNothingOfUseIsHeardItIsInHasteButNotForEver() {
        connect(1, 2);
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < Rotation.MOST_IN_HASTE + 10; i++) {
            pauses.add(due(false, 1));
        }
        assertThat(pauses.subList(0, Rotation.MOST_IN_HASTE))
                .allMatch(pause ->
                        pause <= Rotation.HASTE.multipliedBy(3).dividedBy(2).toNanos());
        assertThat(pauses.subList(Rotation.MOST_IN_HASTE, pauses.size()))
                .allMatch(pause -> pause >= INTERVAL.dividedBy(2).toNanos());
        due(true);
        assertThat(effects).containsExactly(new DiscoveryEffect.Emit(new DiscoveryEvent.Hearing(true)));
        due(false);
        assertThat(due(false)).isLessThan(INTERVAL.dividedBy(2).toNanos());
    }

    @Test
    void inHasteOnePlaceIsMadeFreeForSeedsAndAskedForAgainAndAgain() {
        policy = policy(List.of(SEED));
        rotation = rotation(INTERVAL);
        connect(1, 2);
        told(9);
        due(false, 1, 2);
        assertThat(gone()).containsExactly(key(1));
        assertThat(trials).isEmpty();
        neighbours.lost(1);
        for (int i = 0; i < 5; i++) {
            now += MINUTE;
            DialPolicy.Choice choice = policy.next(now);
            assertThat(choice).isEqualTo(new DialPolicy.Choice(Purpose.SEED, SEED, null));
            policy.ended(choice, DialVerdict.BUSY, now);
        }
        due(false, 2);
        assertThat(trials).as("for the place of another").hasSize(1);
        policy.ended(trials.getFirst(), DialVerdict.FAILED, now);
        rotation.tried(trials.getFirst(), DialVerdict.FAILED, now);
        due(true);
        told(8);
        now += MINUTE;
        assertThat(policy.next(now)).isEqualTo(DialPolicy.Choice.of(Purpose.PEER, at(8)));
    }

    @Test
    void zeroIsNever() {
        rotation = rotation(Duration.ZERO);
        assertThat(rotation.nextAt()).isEqualTo(Long.MAX_VALUE);
        rotation.wake(Long.MAX_VALUE);
        assertThat(effects).isEmpty();
    }
}
