package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.at;
import static dev.understory.admission.PeerSetWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.reputation.Credit;
import dev.understory.session.CloseReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who of the peers that we dialled has only stayed. */
final class TurnoverTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final PeerSetWorld world = new PeerSetWorld(key(9));

    private IdlePeers idle() {
        return Turnover.of(world.set).idle(MINUTE, LONG);
    }

    private void passes(Duration time) {
        world.now += time.toNanos();
        world.set.at(world.now);
    }

    private static PeerAddress address(int number) {
        return at(key(number), "10." + number + ".0.1");
    }

    /** Dials that peer, which is there. Returns its connection. */
    private long dialled(int number, boolean keep) {
        long id = world.set.nextConnection();
        world.dial(address(number), true, keep, 100 + number);
        world.dialed(id, "10." + number + ".0.1");
        world.authenticated(id, key(number));
        return id;
    }

    @Test
    void whoHasBeenThereLongestIsFirstAndWhoHasJustComeIsNotAmongThem() {
        dialled(1, false);
        passes(MINUTE.dividedBy(2));
        dialled(2, false);
        passes(MINUTE.dividedBy(2));
        assertThat(idle()).isEqualTo(new IdlePeers(false, List.of(key(1))));
        passes(MINUTE);
        assertThat(idle()).isEqualTo(new IdlePeers(false, List.of(key(1), key(2))));
    }

    @Test
    void whoHasDoneWorkThatWasOfUseIsNotIdleForLong() {
        dialled(1, false);
        dialled(2, false);
        passes(MINUTE);
        world.after(() -> world.set.credit(key(1), Credit.USEFUL_MESSAGE));
        assertThat(idle()).isEqualTo(new IdlePeers(true, List.of(key(2))));
        passes(LONG.minusNanos(1));
        assertThat(idle().peers()).containsExactly(key(2));
        passes(Duration.ofNanos(1));
        assertThat(idle()).isEqualTo(new IdlePeers(false, List.of(key(1), key(2))));
    }

    @Test
    void whatIsToldOfAddressesIsNoWork() {
        dialled(1, false);
        passes(MINUTE);
        world.after(() -> world.set.credit(key(1), Credit.ADDRESSES_ANSWERED));
        world.after(() -> world.set.credit(key(1), Credit.TRUE_ADDRESS));
        assertThat(idle()).isEqualTo(new IdlePeers(false, List.of(key(1))));
    }

    @Test
    void whomAnOperatorHasNamedIsNeverIdleAndNeverLetGoOf() {
        dialled(1, true);
        dialled(9, false);
        dialled(2, false);
        world.order(() -> world.set.setMustConnect(List.of(address(2))));
        passes(LONG.multipliedBy(10));
        assertThat(idle().peers()).isEmpty();
        for (PublicKey named : List.of(key(1), key(9), key(2))) {
            assertThat(world.after(() -> Turnover.of(world.set).letGo(named))).isEmpty();
        }
    }

    @Test
    void whoHasDialledUsIsNotLetGoOf() {
        world.admit(key(3), "10.3.0.1");
        passes(LONG);
        assertThat(idle().peers()).isEmpty();
        assertThat(world.after(() -> Turnover.of(world.set).letGo(key(3)))).isEmpty();
    }

    @Test
    void whoIsLetGoOfIsClosed() {
        long id = dialled(1, false);
        assertThat(world.after(() -> Turnover.of(world.set).letGo(key(1))))
                .containsExactly(new PeerSetEffect.Close(id, CloseReason.LOCAL, Duration.ZERO));
        assertThat(world.after(() -> Turnover.of(world.set).letGo(key(1)))).isEmpty();
        assertThat(world.after(() -> Turnover.of(world.set).letGo(key(77)))).isEmpty();
    }
}
