package dev.understory.node.embed;

import dev.understory.connection.Delivery;
import dev.understory.dissemination.FetchMessage;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.session.FlowControl;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capability;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;
import scala.runtime.BoxedUnit;

/**
 * The messages of one topic as a stream. Batches come from the connections and are handed on one message per demand; the
 * credit of what was handed on goes back in small sums, or after a moment where the stream is slow, so that it slows its
 * peers, never seems frozen to them, and holds no more than their windows.
 */
final class InboundStage extends AbstractGraphStageWithMaterializedValue<SourceShape<Inbound>, CompletionStage<Done>> {
    /** Credit goes back once it has come to this much... */
    private static final long CREDIT_BYTES = 32 * 1024;

    /** ...or is this old, well below the time after which a consumer counts as frozen. */
    private static final long CREDIT_NANOS = 100_000_000;

    private final Outlet<Inbound> out = Outlet.create("messages");
    private final SourceShape<Inbound> shape = SourceShape.of(out);
    private final Topic topic;
    private final ActorRef<NodeCommand> node;
    private final BiConsumer<Topic, Runnable> claim;

    /** @param claim is told when this stream takes the topic over, with what ends it when another one does */
    InboundStage(Topic topic, ActorRef<NodeCommand> node, BiConsumer<Topic, Runnable> claim) {
        this.topic = topic;
        this.node = node;
        this.claim = claim;
    }

    @Override
    public SourceShape<Inbound> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<Done>> createLogicAndMaterializedValuePair(Attributes attributes) {
        Logic logic = new Logic();
        return Pair.create(logic, logic.subscribed);
    }

    private final class Logic extends GraphStageLogic {
        private final CompletableFuture<Done> subscribed = new CompletableFuture<>();
        private final Deque<Delivery.Batch> batches = new ArrayDeque<>();
        /** Peers that may speak of messages beside sending them. */
        private final Set<PublicKey> gossiping = new HashSet<>();

        private Delivery.@Nullable Batch current;
        private int next;
        private long owed;
        private long paidAt;

        Logic() {
            super(shape);
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pushNext();
                }
            });
        }

        @Override
        public void preStart() {
            AsyncCallback<BoxedUnit> end = createAsyncCallback(unit -> completeStage());
            claim.accept(topic, () -> end.invoke(BoxedUnit.UNIT));
            org.apache.pekko.actor.ActorRef self = getStageActor(received -> {
                        onMessage(received._2());
                        return BoxedUnit.UNIT;
                    })
                    .ref();
            node.tell(new NodeCommand.Subscribe(List.of(topic), Adapter.toTyped(self)));
            // Answered after the subscription was taken note of.
            node.tell(new NodeCommand.GetPeers(Adapter.toTyped(self)));
        }

        @Override
        public void postStop() {
            subscribed.cancel(false);
            giveCredit();
            if (current != null) {
                List<Bytes> rest =
                        current.messages().subList(next, current.messages().size());
                current.stream().release(FlowControl.cost(rest));
            }
            batches.forEach(Delivery.Batch::release);
        }

        /** What the node delivers, or its answer to our question. */
        private void onMessage(Object message) {
            if (message instanceof Delivery.Batch batch) {
                Delivery.Batch rest = gossiping.contains(batch.sender()) ? withoutAnnouncements(batch) : batch;
                if (!rest.messages().isEmpty()) {
                    batches.add(rest);
                    if (isAvailable(out)) {
                        pushNext();
                    }
                }
            } else if (message instanceof Delivery.Admitted admitted) {
                onAdmitted(admitted.peer().peer());
            } else if (message instanceof Delivery.Lost lost) {
                gossiping.remove(lost.peer());
            } else if (message instanceof List<?>) {
                subscribed.complete(Done.getInstance());
            }
        }

        private void onAdmitted(PeerInfo peer) {
            if (peer.capabilities().has(Capability.ANNOUNCE_FETCH)) {
                gossiping.add(peer.id());
            } else {
                gossiping.remove(peer.id());
            }
        }

        /** What a peer says that gossips on this topic is nothing for who reads messages: this end does not answer, and is sent all. */
        private static Delivery.Batch withoutAnnouncements(Delivery.Batch batch) {
            List<Bytes> rest = new ArrayList<>(batch.messages());
            if (rest.removeIf(FetchMessage::isOne)) {
                batch.stream().release(batch.cost() - FlowControl.cost(rest));
            }
            return new Delivery.Batch(batch.sender(), batch.topic(), rest, batch.stream());
        }

        private void pushNext() {
            if (current == null) {
                current = batches.poll();
                next = 0;
            }
            Delivery.Batch batch = current;
            if (batch == null) {
                return;
            }
            Bytes message = batch.messages().get(next++);
            owed += FlowControl.cost(List.of(message));
            long now = System.nanoTime();
            if (owed >= CREDIT_BYTES
                    || now - paidAt >= CREDIT_NANOS
                    || next == batch.messages().size()) {
                paidAt = now;
                giveCredit();
            }
            if (next == batch.messages().size()) {
                current = null;
            }
            push(out, new Inbound(batch.sender(), batch.topic(), message));
        }

        private void giveCredit() {
            if (current != null && owed > 0) {
                current.stream().release(owed);
                owed = 0;
            }
        }
    }
}
