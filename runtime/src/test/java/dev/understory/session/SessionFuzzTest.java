package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.crypto.CryptoSuites;
import dev.understory.wire.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SessionFuzzTest {
    @FuzzTest
    void anyBytesInPlaceOfAHandshakeEndInAReasonAndHoldNothing(byte[] input) {
        handshakeWith(input);
    }

    @FuzzTest
    void anyPlaintextOfAnAdmittedPeerEndsInAReasonOrIsServed(byte[] input) {
        plaintext(input);
    }

    @Test
    void randomBytesInPlaceOfAHandshakeEndInAReasonAndHoldNothing() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            byte[] input = new byte[random.nextInt(3_000)];
            random.nextBytes(input);
            if (input.length > 40 && random.nextBoolean()) {
                byte[] good = CryptoSuites.real()
                        .ephemeralKey(SessionEnd.seedBytes(seed))
                        .publicKey();
                System.arraycopy(new byte[] {0, 0, 0, 34, 0x0a, 32}, 0, input, 0, 6);
                System.arraycopy(good, 0, input, 6, 32);
            }
            handshakeWith(input);
        }
    }

    @Test
    void randomMutationsOfGoodTrafficEndInAReasonOrAreServed() {
        String good = ("000000300a2e0a20747970652e676f6f676c65617069732e636f6d2f74797065732e5061636b6574"
                        + "120a080610011a0470696e67")
                .repeat(5)
                .concat("0000002d0a2b0a20747970652e676f6f676c65617069732e636f6d2f74797065732e5061636b6574"
                        + "120710011a03616263");
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            byte[] input = HexFormat.of().parseHex(good);
            for (int flips = random.nextInt(5); flips > 0; flips--) {
                input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
            }
            plaintext(Arrays.copyOf(input, random.nextInt(input.length + 1)));
        }
    }

    private static void handshakeWith(byte[] input) {
        SessionEnd end = new SessionEnd(CryptoSuites.modelled(), 1);
        end.session.start(0);
        int half = input.length / 2;
        end.receive(Bytes.wrap(Arrays.copyOf(input, half)), 0);
        end.receive(Bytes.wrap(Arrays.copyOfRange(input, half, input.length)), 0);
        end.tick(10_000_000_000L);
        assertThat(end.closed).isNotNull().isNotEqualTo(CloseReason.INTERNAL);
        assertThat(end.messages).isEmpty();
        assertThat(end.session.heldMemory()).isZero();
    }

    private static void plaintext(byte[] input) {
        HostilePeer peer = HostilePeer.admitted(CryptoSuites.modelled());
        int half = input.length / 2;
        peer.stream(Arrays.copyOf(input, half));
        peer.stream(Arrays.copyOfRange(input, half, input.length));
        assertThat(peer.victim.session.heldMemory()).isLessThan(2_000_000);
        if (peer.victim.closed == null) {
            assertThat(peer.victim.session.isEstablished()).isTrue();
        }
        peer.victim.session.close();
        assertThat(peer.victim.session.heldMemory()).isZero();
    }
}
