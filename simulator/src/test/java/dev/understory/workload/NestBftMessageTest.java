package dev.understory.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.wire.Bytes;
import dev.understory.workload.NestBftMessage.Kind;
import org.junit.jupiter.api.Test;

class NestBftMessageTest {
    private static final Committee COMMITTEE = NestBftFixture.committee(20);
    private static final NestBftCertificate SHORT = certificate(Kind.ELECTION_VOTE, 0, 1);
    private static final NestBftCertificate LONG = certificate(Kind.PROPOSE_VOTE, 3, 19);

    @Test
    void readsWhatItWrote() {
        for (NestBftCertificate certificate : new NestBftCertificate[] {null, SHORT, LONG}) {
            for (NestBftCertificate lock : new NestBftCertificate[] {null, SHORT, LONG}) {
                NestBftMessage message = new NestBftMessage(Kind.PROPOSE, 7, 3, 5, 11, -12, 13, certificate, lock);
                assertThat(NestBftMessage.decode(message.encode(2, 0))).isEqualTo(message);
                Bytes padded = message.encode(2, 700);
                assertThat(padded.size()).isEqualTo(700);
                assertThat(padded.at(0)).isEqualTo((byte) 2);
                assertThat(NestBftMessage.decode(padded)).isEqualTo(message);
            }
        }
    }

    @Test
    void refusesWhatIsCutShort() {
        Bytes whole = new NestBftMessage(Kind.PROPOSE, 7, 3, 5, 11, 12, 13, SHORT, LONG).encode(0, 0);
        for (int size = 0; size < whole.size(); size++) {
            assertThat(NestBftMessage.decode(whole.slice(0, size)))
                    .as("%d bytes", size)
                    .isNull();
        }
    }

    @Test
    void refusesOrReadsWhateverAByteIsChangedTo() {
        byte[] whole = new NestBftMessage(Kind.PROPOSE, 7, 3, 5, 11, 12, 13, SHORT, LONG)
                .encode(0, 0)
                .toArray();
        for (int at = 0; at < whole.length; at++) {
            for (int value : new int[] {-128, -1, 0, 1, 127}) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                NestBftMessage read = NestBftMessage.decode(Bytes.wrap(changed));
                assertThat(read == null || read.encode(0, 0).size() <= whole.length)
                        .isTrue();
            }
        }
    }

    @Test
    void tellsBlocksBelowAHeightWithoutReadingThem() {
        Bytes block = new NestBftMessage(Kind.BLOCK, 7, 3, 5, 11, 12, 13, LONG, null).encode(0, 0);
        assertThat(NestBftMessage.isBlockBelow(block, 7)).isFalse();
        assertThat(NestBftMessage.isBlockBelow(block, 8)).isTrue();
        assertThat(NestBftMessage.isBlockBelow(block.slice(0, 20), 8)).isFalse();
        assertThat(NestBftMessage.isBlockBelow(
                        NestBftMessage.plain(Kind.BLOCK_ANSWER, 7, 0, 0).encode(0, 0), 8))
                .isFalse();
    }

    private static NestBftCertificate certificate(Kind kind, int... signers) {
        return NestBftFixture.certificate(COMMITTEE, new NestBftVote(kind, 7, 3, 5, 1), signers);
    }
}
