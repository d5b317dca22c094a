package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.at;
import static dev.understory.admission.PeerSetWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.reputation.AutoBanPolicy;
import dev.understory.session.CloseReason;
import java.time.Duration;
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
