package dev.understory.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.workload.NestBftMessage.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Four members in a line, of which each hears of the others by its neighbours. */
class NestBftFloodTest {
    private static final int SIZE = 200;
    private static final NestBftMessage MESSAGE = NestBftMessage.plain(Kind.ROUND_INTERRUPT, 1, 0, 0);

    private final LoopNetwork network = new LoopNetwork(4);
    private final Committee committee = NestBftFixture.committee(4);
    private final List<Member> members = new ArrayList<>();

    private final class Member implements Participant {
        final WorkloadContext context;
        final NestBftFlood flood;
        final List<Integer> authors = new ArrayList<>();

        Member(WorkloadContext context) {
            this.context = context;
            this.flood = Objects.requireNonNull(NestBftFlood.of(context, committee));
            members.add(this);
        }

        @Override
        public void delivered(PublicKey sender, Topic topic, Bytes bytes) {
            NestBftMessage message = Objects.requireNonNull(NestBftMessage.decode(bytes));
            authors.add(flood.heard(sender, message, bytes));
        }
    }

    private final class Listening implements SharedWorkload {
        @Override
        public String name() {
            return "listening";
        }

        @Override
        public Set<Topic> topics() {
            return Set.of(Topic.CONSENSUS);
        }

        @Override
        public Participant join(WorkloadContext context) {
            return new Member(context);
        }
    }

    @BeforeEach
    void connect() {
        network.gossipThreshold(4);
        network.start(new Listening(), (a, b) -> b == a + 1);
    }

    private static byte[] encoded() {
        return MESSAGE.encode(0, SIZE).toArray();
    }

    private void run() {
        network.runUntil(NestBftFixture.SECOND);
    }

    private List<Integer> authors(int member) {
        return members.get(member).authors;
    }

    @Test
    void whoWroteAMessageIsKnownThoughAnotherHasPassedItOn() {
        members.get(0).flood.publish(MESSAGE, encoded(), NestBftFlood.EVERYBODY);
        run();
        assertThat(authors(1)).containsExactly(0);
        assertThat(authors(3)).containsExactly(0);
    }

    @Test
    void aVoteIsPassedOnByAllAndTakenByTheLeaderThatItNames() {
        members.get(0).flood.publish(MESSAGE, encoded(), 3);
        run();
        assertThat(authors(1)).containsExactly(-1);
        assertThat(authors(2)).containsExactly(-1);
        assertThat(authors(3)).containsExactly(0);
    }

    @Test
    void whatIsWrittenInTheNameOfAnotherIsPassedOnAsCanopyDoesAndBelievedByNobody() {
        byte[] forged = encoded();
        Fields.putInt(forged, SIZE - NestBftFlood.SEAL, 0);
        Fields.putInt(forged, SIZE - NestBftFlood.SEAL + Integer.BYTES, NestBftFlood.EVERYBODY);
        Fields.putLong(forged, SIZE - Long.BYTES, 7);
        members.get(1).context.send(network.key(2), Topic.CONSENSUS, Bytes.wrap(forged));
        byte[] strange = forged.clone();
        Fields.putInt(strange, SIZE - NestBftFlood.SEAL, 4);
        members.get(1).context.send(network.key(2), Topic.CONSENSUS, Bytes.wrap(strange));
        run();
        assertThat(authors(3)).containsExactly(-1, -1);
    }

    @Test
    void aCopyIsTakenOnce() {
        members.get(0).flood.publish(MESSAGE, encoded(), NestBftFlood.EVERYBODY);
        members.get(0).flood.publish(MESSAGE, encoded(), NestBftFlood.EVERYBODY);
        run();
        assertThat(authors(1)).containsExactly(0, -1);
        assertThat(authors(2)).containsExactly(0);
    }
}
