package dev.understory.dissemination;

import static dev.understory.dissemination.Fixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.Sha256;
import dev.understory.crypto.TestRandom;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.reputation.Offence;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FetchingTest {
    private static final long SECOND = 1_000_000_000;
    private static final FetchSettings SETTINGS = new FetchSettings(
            100, 1, Duration.ofSeconds(1), 0, 0, 3, 1000 + 2 * Shelf.ENTRY_BYTES, Duration.ofSeconds(60));

    private final Map<GossipCount, Long> counted = new EnumMap<>(GossipCount.class);
    private final Fetching fetching = new Fetching(
            Topic.BLOCK,
            SETTINGS,
            MessageIds.drawn(TestRandom.stream(3)),
            (topic, what, amount) -> counted.merge(what, amount, Long::sum),
            peer -> Fetching.RoundTrips.UNKNOWN);

    private static Bytes payload(int number, int size) {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) number;
        bytes[1] = (byte) (number >> 8);
        return Bytes.wrap(bytes);
    }

    private static Bytes id(Bytes payload) {
        return Bytes.wrap(Sha256.of(payload.array(), payload.offset(), payload.size()));
    }

    private static Bytes have(boolean coming, int... numbers) {
        return FetchMessage.encode(new FetchMessage.Have(
                IntStream.of(numbers)
                        .mapToObj(number -> new FetchMessage.Entry(id(payload(number, 200)), 200))
                        .toList(),
                coming));
    }

    private static FetchEffect want(int peer, int... numbers) {
        return new FetchEffect.Send(
                peer(peer),
                FetchMessage.encode(new FetchMessage.Want(IntStream.of(numbers)
                        .mapToObj(number -> id(payload(number, 200)))
                        .toList())));
    }

    private List<FetchEffect> receive(int from, Bytes message, long now) {
        if (!fetching.speaks(peer(from)) && message.size() > 9) {
            fetching.received(peer(from), FetchMessage.encode(new FetchMessage.Here(true)), id -> false, now);
        }
        return fetching.received(peer(from), message, id -> id.equals(id(payload(99, 200))), now);
    }

    @Test
    void whatIsNotHereIsAskedOfTheFirstThatHasItAndOfNobodyElse() {
        assertThat(receive(1, have(false, 1, 2, 99), 0)).containsExactly(want(1, 1, 2));
        assertThat(receive(2, have(false, 1, 3), 0)).containsExactly(want(2, 3));
        assertThat(fetching.wanted()).isEqualTo(3);
        assertThat(counted).containsOnly(Map.entry(GossipCount.FETCHED, 3L));
    }

    @Test
    void whatDoesNotComeIsAskedOfTheNextAndWhoHasComeIsAskedOfNobody() {
        receive(1, have(false, 1, 2), 0);
        receive(2, have(false, 1, 2), 0);
        fetching.heard(peer(1), id(payload(2, 200)), true, 0);
        long patience = SETTINGS.patienceNanos(200);
        assertThat(fetching.wakeAt()).isEqualTo(patience);
        assertThat(fetching.wake(patience - 1)).isEmpty();
        assertThat(fetching.wake(patience)).containsExactly(want(2, 1));
        assertThat(fetching.wake(2 * patience)).isEmpty();
        assertThat(fetching.wanted()).isZero();
        assertThat(fetching.wakeAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(counted).containsEntry(GossipCount.UNOBTAINED, 1L);
        assertThat(receive(3, have(false, 1), 2 * patience))
                .as("it is wanted again")
                .containsExactly(want(3, 1));
    }

    @Test
    void whatIsComingIsAskedForOnlyIfItDoesNotCome() {
        assertThat(receive(1, have(true, 1), 0)).isEmpty();
        assertThat(receive(2, have(false, 1), 0)).isEmpty();
        assertThat(fetching.wake(2 * SECOND)).containsExactly(want(2, 1));
    }

    @Test
    void whoAnnouncedAndDidNotSendIsAskedLast() {
        receive(1, have(false, 1), 0);
        fetching.wake(2 * SECOND);
        receive(3, have(false, 2), 2 * SECOND);
        receive(1, have(false, 2), 2 * SECOND);
        receive(2, have(false, 2), 2 * SECOND);
        assertThat(fetching.wake(4 * SECOND)).containsExactly(want(2, 2));
        assertThat(fetching.wake(6 * SECOND)).containsExactly(want(1, 2));
    }

    @Test
    void whoIsInDoubtIsSoForAMinuteAndNoLongerIfItSendsWhatIsWanted() {
        receive(1, have(false, 1), 0);
        receive(2, have(false, 2), 0);
        fetching.wake(2 * SECOND);
        receive(1, have(false, 3), 2 * SECOND);
        fetching.heard(peer(1), id(payload(3, 200)), true, 2 * SECOND);
        assertThat(receive(1, have(false, 4), 3 * SECOND)).as("it sent one").containsExactly(want(1, 4));
        assertThat(receive(2, have(false, 5), 3 * SECOND)).as("still in doubt").isEmpty();
        assertThat(receive(2, have(false, 6), 2 * SECOND + Fetching.DOUBTED_NANOS))
                .as("no more")
                .contains(want(2, 6));
    }

    @Test
    void whoIsGoneAndWhomThereWasNoRoomForIsNotInDoubt() {
        receive(1, have(false, 1), 0);
        receive(2, have(false, 1), 0);
        fetching.lost(peer(1), 5);
        assertThat(fetching.wake(5)).containsExactly(want(2, 1));
        assertThat(receive(1, have(false, 2), 6)).as("connected anew").containsExactly(want(1, 2));
        receive(2, have(false, 2), 6);
        fetching.refused(id(payload(2, 200)));
        assertThat(fetching.wake(10 * SECOND)).as("the next is not asked").doesNotContain(want(2, 2));
        assertThat(receive(1, have(false, 3), 10 * SECOND)).containsExactly(want(1, 3));
    }

    @Test
    void howLongOneIsWaitedForIsBoundedWhateverItSays() {
        Bytes id = id(payload(1, 200));
        for (boolean coming : new boolean[] {true, false}) {
            Bytes huge = FetchMessage.encode(
                    new FetchMessage.Have(List.of(new FetchMessage.Entry(id, Integer.MAX_VALUE)), coming));
            receive(1, huge, 0);
            receive(2, have(false, 1), 0);
            assertThat(fetching.wakeAt()).isEqualTo(6 * SECOND);
            fetching.heard(peer(2), id, true, 0);
        }
    }

    @Test
    void whoseTimeIsUpIsAskedThoughTheAlarmComesLate() {
        receive(1, have(false, 1), 0);
        fetching.wake(2 * SECOND);
        assertThat(receive(1, have(false, 2), 2 * SECOND)).as("in doubt").isEmpty();
        assertThat(receive(2, have(false, 3), 3 * SECOND)).contains(want(1, 2), want(2, 3));
    }

    @Test
    void whoOnlyAnnouncesDoesNotKeepAllPlaces() {
        int number = 100;
        for (int peer = 0; peer < Wishes.MOST_WANTED / Wishes.MOST_WANTED_OF_A_PEER; peer++) {
            for (int i = 0; i < Wishes.MOST_WANTED_OF_A_PEER; i += 64, number += 64) {
                int first = number;
                receive(peer, have(true, IntStream.range(first, first + 64).toArray()), 0);
            }
        }
        assertThat(fetching.wanted()).isEqualTo(Wishes.MOST_WANTED);
        assertThat(receive(50, have(false, 60_000), 0)).containsExactly(want(50, 60_000));
        assertThat(fetching.wanted()).isEqualTo(Wishes.MOST_WANTED);
        assertThat(counted).containsEntry(GossipCount.UNOBTAINED, 1L);
    }

    @Test
    void whoHasNotSaidThatItGossipsIsNotHeard() {
        assertThat(fetching.received(peer(1), have(false, 1), id -> false, 0)).isEmpty();
        assertThat(fetching.wanted()).isZero();
    }

    @Test
    void whoSaysThatMessagesAreComingAndNeverSendsThemIsNotChosenToSend() {
        FetchSettings one =
                new FetchSettings(32 << 10, 1, Duration.ofSeconds(2), 1, 1, 100, 100_000, Duration.ofSeconds(60));
        Fetching few = new Fetching(
                Topic.BLOCK,
                one,
                MessageIds.drawn(TestRandom.stream(3)),
                (topic, what, amount) -> {},
                peer -> Fetching.RoundTrips.UNKNOWN);
        Map<Integer, Boolean> pushes = new TreeMap<>();
        Bytes here = FetchMessage.encode(new FetchMessage.Here(true));
        for (int peer = 1; peer < 4; peer++) {
            few.admitted(peer(peer), true, true, true);
            few.received(peer(peer), here, id -> false, 0);
        }
        for (int number = 0; number < 100; number++) {
            // At first 1 keeps its word and is the soonest; 2 sends too late to be waited for in most cases.
            long now = number * 10 * SECOND;
            Bytes id = id(payload(number, 200));
            few.received(peer(1), have(true, number), any -> false, now);
            few.received(peer(3), have(false, number), any -> false, now + 60_000_000);
            if (number < 20) {
                few.heard(peer(1), id, true, now + 1_000_000);
            }
            few.heard(peer(2), id, number >= 20, now + 40_000_000);
            for (FetchEffect effect : few.accepted(id)) {
                FetchEffect.Send send = (FetchEffect.Send) effect;
                for (int peer = 1; peer < 4; peer++) {
                    if (send.peer().equals(peer(peer))
                            && FetchMessage.decode(send.payload()) instanceof FetchMessage.Here said) {
                        pushes.put(peer, said.pushed());
                    }
                }
            }
            if (number == 19) {
                assertThat(pushes)
                        .containsEntry(2, false)
                        .containsEntry(3, false)
                        .containsEntry(1, true);
            }
        }
        assertThat(pushes).containsEntry(1, false).containsEntry(2, true);
    }

    @Test
    void aPeerThatIsGoneIsNotWaitedFor() {
        receive(1, have(false, 1), 0);
        receive(2, have(false, 1), 0);
        fetching.lost(peer(1), 5);
        assertThat(fetching.wakeAt()).isEqualTo(5);
        assertThat(fetching.wake(5)).containsExactly(want(2, 1));
    }

    @Test
    void whatIsKeptIsSentOnceToEachPeerThatWantsIt() {
        Bytes one = payload(1, 200);
        fetching.keep(id(one), one, 0);
        Bytes asking = FetchMessage.encode(new FetchMessage.Want(List.of(id(one), id(payload(2, 200)))));
        assertThat(receive(1, asking, 0)).containsExactly(new FetchEffect.Give(peer(1), one));
        assertThat(receive(1, asking, 0)).isEmpty();
        assertThat(receive(2, asking, 0)).containsExactly(new FetchEffect.Give(peer(2), one));
        fetching.lost(peer(1), 0);
        assertThat(receive(1, asking, 0)).as("connected anew").hasSize(1);
        assertThat(receive(3, asking, 60 * SECOND)).as("too late").isEmpty();
    }

    @Test
    void whatIsKeptIsBoundedInNumberAndBytesAndTheOldestGoes() {
        for (int number = 0; number < 5; number++) {
            fetching.keep(id(payload(number, 100)), payload(number, 100), 0);
        }
        assertThat(kept()).containsExactly(id(payload(2, 100)), id(payload(3, 100)), id(payload(4, 100)));
        fetching.keep(id(payload(5, 900)), payload(5, 900), 0);
        assertThat(kept()).containsExactly(id(payload(4, 100)), id(payload(5, 900)));
        fetching.keep(id(payload(6, 1001 + Shelf.ENTRY_BYTES)), payload(6, 1001 + Shelf.ENTRY_BYTES), 0);
        assertThat(kept()).as("one that is too large is not kept").hasSize(2);
        assertThat(receive(90, FetchMessage.encode(new FetchMessage.Here(true)), 60 * SECOND))
                .isEmpty();
    }

    private List<Bytes> kept() {
        fetching.lost(peer(90), 0);
        List<Bytes> kept = new ArrayList<>();
        for (FetchEffect effect : receive(90, FetchMessage.encode(new FetchMessage.Here(true)), 0)) {
            FetchMessage.Have greeting = (FetchMessage.Have) FetchMessage.decode(((FetchEffect.Send) effect).payload());
            greeting.entries().forEach(entry -> kept.add(entry.id()));
        }
        return kept;
    }

    @Test
    void whatOnePeerAnnouncesIsBoundedAndSoIsAllThatIsWanted() {
        int number = 0;
        for (int peer = 0; peer < 20; peer++) {
            for (int i = 0; i < Wishes.MOST_WANTED_OF_A_PEER / 64 + 2; i++) {
                int first = number;
                receive(peer, have(false, IntStream.range(first, first + 64).toArray()), 0);
                number += 64;
            }
            assertThat(fetching.wanted())
                    .isEqualTo(Math.min(Wishes.MOST_WANTED, (peer + 1) * Wishes.MOST_WANTED_OF_A_PEER));
        }
    }

    @Test
    void moreOwnersThanAreRememberedAreForgottenAndNobodyIsAskedTwice() {
        for (int peer = 0; peer < 100; peer++) {
            receive(peer, have(false, 1), 0);
        }
        List<PublicKey> asked = new ArrayList<>();
        for (long now = 2 * SECOND; fetching.wanted() > 0; now += 2 * SECOND) {
            fetching.wake(now).forEach(effect -> asked.add(((FetchEffect.Send) effect).peer()));
        }
        assertThat(asked).hasSize(Wanted.MOST_OWNERS).doesNotHaveDuplicates();
    }

    @Test
    void peersInDoubtAreBounded() {
        for (int peer = 0; peer < 2 * Fetching.MOST_DOUBTED; peer++) {
            receive(peer, have(false, peer), 0);
        }
        long now = 2 * SECOND;
        fetching.wake(now);
        receive(5000, have(false, 5000), now);
        receive(2 * Fetching.MOST_DOUBTED - 1, have(false, 5000), now);
        receive(0, have(false, 5000), now);
        assertThat(fetching.wake(now + 2 * SECOND)).as("0 is forgotten").containsExactly(want(0, 5000));
    }

    @Test
    void whatIsNoneOfTheseThoughItBeginsLikeOneIsCharged() {
        Bytes good = have(false, 1);
        for (int cut = 8; cut < good.size(); cut++) {
            assertThat(receive(1, good.slice(0, cut), 0))
                    .containsExactly(new FetchEffect.Charge(peer(1), Offence.INVALID_MESSAGE));
        }
        byte[] unknown = good.toArray();
        unknown[8] = 4;
        assertThat(receive(1, Bytes.wrap(unknown), 0)).hasSize(1);
        assertThat(receive(
                        1,
                        have(
                                false,
                                IntStream.range(0, FetchMessage.MOST_ENTRIES + 1)
                                        .toArray()),
                        0))
                .containsExactly(new FetchEffect.Charge(peer(1), Offence.INVALID_MESSAGE));
        assertThat(fetching.wanted()).isZero();
    }

    @Test
    void whateverBytesComeNothingIsThrownAndTheBoundsHold() {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[9 + random.nextInt(200)];
            random.nextBytes(bytes);
            byte[] mark = have(false, 1).slice(0, 8).toArray();
            System.arraycopy(mark, 0, bytes, 0, 8);
            bytes[8] = (byte) random.nextInt(6);
            assertThat(FetchMessage.isOne(Bytes.wrap(bytes))).isTrue();
            receive(random.nextInt(50), Bytes.wrap(bytes), i);
        }
        assertThat(fetching.wanted()).isLessThanOrEqualTo(Wishes.MOST_WANTED);
    }
}
