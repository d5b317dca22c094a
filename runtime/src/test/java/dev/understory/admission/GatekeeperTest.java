package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.at;
import static dev.understory.admission.PeerSetWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.reputation.AutoBanPolicy;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanList;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.KeptStanding;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatekeeperTest {
    private static final String HOME = "11.1.1.1";

    private final PeerSetWorld world = new PeerSetWorld();
    private final PeerSet set = world.set;

    private void failFrom(String host, int times) {
        for (int i = 0; i < times; i++) {
            world.now += Duration.ofSeconds(1).toNanos();
            long id = set.nextConnection();
            world.arrive(host);
            world.ended(id, CloseReason.BAD_SIGNATURE);
        }
    }

    private void dialed() {
        world.dial(at(key(1), HOME), true, false, 1);
        world.dialed(0, HOME);
        world.authenticated(0, key(1));
        assertThat(world.admitted).containsKey(0L);
    }

    private BanAnswer ban(BanSubject subject, Duration duration) {
        BanAnswer[] answer = new BanAnswer[1];
        world.order(() -> answer[0] = set.ban(subject, duration));
        return answer[0];
    }

    private static BanSubject address(int number) {
        return BanSubject.ofAddresses("11." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256);
    }

    private static BanSubject name(int number) {
        return new BanSubject.Name("n" + number + ".test");
    }

    /** As {@link System#nanoTime} may be. */
    @Test
    void aBanEndsOnTimeWhereTheClockIsBelowZero() {
        world.now = Long.MIN_VALUE / 2;
        ban(address(1), Duration.ofHours(1));
        ban(name(1), Duration.ofHours(1));
        assertThat(set.bans()).extracting(Ban::left).containsExactly(Duration.ofHours(1), Duration.ofHours(1));
        KeptStanding kept = set.kept();
        PeerSetWorld restarted = new PeerSetWorld();
        restarted.now = Long.MIN_VALUE / 2;
        restarted.order(() -> restarted.set.restore(kept));
        assertThat(restarted.set.bans())
                .extracting(Ban::left)
                .containsExactly(Duration.ofHours(1), Duration.ofHours(1));
    }

    @Test
    void aBanThatLastsNoTimeChangesNothing() {
        ban(address(1), null);
        ban(name(1), null);
        for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            assertThat(ban(address(1), none)).isEqualTo(BanAnswer.NO_TIME);
            assertThat(ban(name(1), none)).isEqualTo(BanAnswer.NO_TIME);
        }
        assertThat(set.bans()).extracting(Ban::left).containsExactly(null, null);
        assertThat(world.told).hasSize(2).allMatch(ConnectionEvent.Banned.class::isInstance);
    }

    @Test
    void namesWhoseBanHasEndedTakeNoRoomAndTheLaterEndOfABanStays() {
        for (int i = 0; i < BannedNames.MOST; i++) {
            ban(name(i), Duration.ofSeconds(i == 0 ? 1 : 9));
        }
        assertThat(ban(name(BannedNames.MOST), null)).isEqualTo(BanAnswer.FULL);
        world.now = Duration.ofSeconds(1).toNanos();
        assertThat(ban(name(BannedNames.MOST), null)).isEqualTo(BanAnswer.IN_FORCE);
        assertThat(ban(name(BannedNames.MOST), Duration.ofSeconds(1))).isEqualTo(BanAnswer.IN_FORCE);
        assertThat(set.bans()).last().extracting(Ban::left).isNull();
    }

    @Test
    void whatThereIsNoRoomForIsTold() {
        List<BanSubject> many = IntStream.rangeClosed(-1, BanList.MOST_LASTING)
                .mapToObj(i -> address(i + 1))
                .toList();
        List<KeptStanding.KeptBan> old = many.stream()
                .map(subject -> new KeptStanding.KeptBan(subject, BanReason.OPERATOR, 0, BanList.FOREVER))
                .toList();
        world.order(() -> set.restore(new KeptStanding(old, List.of(), List.of(), List.of())));
        assertThat(world.told).containsExactly(new ConnectionEvent.BansRefused(BanReason.OPERATOR, 2));
        assertThat(ban(many.getLast(), null)).isEqualTo(BanAnswer.FULL);
        assertThat(world.told).last().isEqualTo(new ConnectionEvent.BansRefused(BanReason.OPERATOR, 1));
        assertThat(new PeerSetWorld(many).set.effects())
                .containsExactly(new PeerSetEffect.Emit(new ConnectionEvent.BansRefused(BanReason.CONFIGURED, 2)));
    }

    @Test
    void whoSharesAnAddressWithAPeerThatWeDialledCannotHaveItBanned() {
        dialed();
        failFrom(HOME, 2 * AutoBanPolicy.DEFAULT.threshold());
        assertThat(set.bans()).isEmpty();
        assertThat(world.open.get(0L).told).isFalse();
    }

    /** Longer than an address is remembered for who was admitted from it. */
    @Test
    void aPeerThatWeDialledLongAgoSparesItsAddressAsLongAsItIsThere() {
        dialed();
        world.now += AutoBanPolicy.DEFAULT.sharedFor().plusHours(1).toNanos();
        failFrom(HOME, 2 * AutoBanPolicy.DEFAULT.threshold());
        assertThat(set.bans()).isEmpty();
    }

    @Test
    void theAddressOfAPeerThatWeDialledIsSparedForAWhileAfterItsEnd() {
        dialed();
        world.now += AutoBanPolicy.DEFAULT.sharedFor().toNanos();
        world.ended(0, CloseReason.REMOTE_CLOSED);
        failFrom(HOME, 2 * AutoBanPolicy.DEFAULT.threshold());
        assertThat(set.bans()).isEmpty();
        world.now += AutoBanPolicy.DEFAULT.sharedFor().toNanos();
        failFrom(HOME, AutoBanPolicy.DEFAULT.threshold());
        assertThat(set.bans()).hasSize(1);
    }
}
