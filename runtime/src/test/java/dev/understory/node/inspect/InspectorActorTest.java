package dev.understory.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.peer.NodeCommand;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

final class InspectorActorTest {
    private final TestInbox<NodeCommand> node = TestInbox.create();
    private final BehaviorTestKit<InspectorActor.Command> inspector =
            BehaviorTestKit.create(InspectorActor.create(node.getRef(), () -> 0));

    @Test
    void oneRoundIsForAllWhoAskDuringItAndForSoManyAtMost() {
        List<TestInbox<NodeReport>> askers = new ArrayList<>();
        for (int i = 0; i < InspectorActor.MOST_WAITING + 1; i++) {
            TestInbox<NodeReport> asker = TestInbox.create();
            askers.add(asker);
            inspector.run(new InspectorActor.Inspect(asker.getRef()));
        }
        assertThat(node.receiveMessage()).isInstanceOf(NodeCommand.Subscribe.class);
        assertThat(node.receiveMessage())
                .isInstanceOfSatisfying(
                        NodeCommand.GetPeers.class,
                        question -> question.replyTo().tell(List.of()));
        assertThat(node.hasMessages()).as("another round").isFalse();
        inspector.runOne();
        TestInbox<NodeReport> beyond = askers.removeLast();
        askers.forEach(asker -> assertThat(asker.receiveMessage().peers()).isEmpty());
        assertThat(beyond.hasMessages()).isFalse();
        inspector.run(new InspectorActor.Inspect(beyond.getRef()));
        assertThat(node.hasMessages()).isTrue();
    }
}
