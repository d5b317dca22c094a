package dev.understory.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.Test;

/** Whoever asks an echo finds out when it is broken. */
final class EchoTalkTest {
    private static final int SIZE = 100_000;

    private final Line line = new Line();
    private final List<Boolean> outcomes = new ArrayList<>();
    private final BehaviorTestKit<LinkEvent> talk =
            BehaviorTestKit.create(EchoTalk.create(line, 7, SIZE, outcomes::add));

    /** A link that writes down what becomes of it. */
    private static final class Line implements Link {
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        String end = "";

        @Override
        public long id() {
            return 1;
        }

        @Override
        public Endpoint remote() {
            return new Endpoint("far", 1);
        }

        @Override
        public Endpoint local() {
            return new Endpoint("near", 1);
        }

        @Override
        public DispatcherSelector dispatcher() {
            return DispatcherSelector.sameAsParent();
        }

        @Override
        public <M> void attach(ActorRef<M> owner, Function<LinkEvent, M> wrap) {}

        @Override
        public void write(Bytes bytes) {
            written.writeBytes(bytes.toArray());
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void consumed(int size) {}

        @Override
        public void suspendReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public void close() {
            end = "closed";
        }

        @Override
        public void abort() {
            end = "aborted";
        }

        @Override
        public void refuse() {
            end = "refused";
        }
    }

    private void comesBack(byte[] bytes) {
        talk.run(new LinkEvent.Received(Bytes.wrap(bytes)));
    }

    @Test
    void allThatIsSentHasToComeBack() {
        byte[] sent = line.written.toByteArray();
        assertThat(sent).hasSize(SIZE);
        comesBack(Arrays.copyOf(sent, SIZE - 1));
        assertThat(outcomes).isEmpty();
        comesBack(new byte[] {sent[SIZE - 1]});
        assertThat(outcomes).containsExactly(true);
        assertThat(line.end).isEqualTo("closed");
    }

    @Test
    void oneByteThatIsAnotherIsAFailure() {
        byte[] sent = line.written.toByteArray();
        sent[SIZE / 2]++;
        comesBack(sent);
        assertThat(outcomes).containsExactly(false);
        assertThat(line.end).isEqualTo("aborted");
    }

    @Test
    void aByteTooManyIsAFailure() {
        comesBack(Arrays.copyOf(line.written.toByteArray(), SIZE + 1));
        assertThat(outcomes).containsExactly(false);
    }

    @Test
    void aLinkThatEndsBeforeIsAFailureAndOneThatEndsAfterwardsIsNone() {
        byte[] sent = line.written.toByteArray();
        comesBack(sent);
        talk.run(new LinkEvent.Closed(LinkEvent.Cause.LOCAL, ""));
        assertThat(outcomes).containsExactly(true);
        BehaviorTestKit<LinkEvent> other = BehaviorTestKit.create(EchoTalk.create(line, 7, SIZE, outcomes::add));
        other.run(new LinkEvent.Closed(LinkEvent.Cause.RESET, ""));
        assertThat(outcomes).containsExactly(true, false);
    }
}
