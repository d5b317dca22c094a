package dev.understory.workload;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import dev.understory.application.Peer;
import dev.understory.identity.PublicKey;
import dev.understory.measure.LifeRecorder;
import dev.understory.measure.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The application of one node of a run, whose clock starts with the run: all workloads composed, and the user's own application beside them if the
 * scenario has one. The first byte of a message is the index of its workload.
 */
public final class WorkloadHost implements Application {
    private final int index;
    private final Recorder recorder;
    private final Directory directory;
    private final NodeMeters meters;
    private final List<SharedWorkload> workloads;
    private final @Nullable UserApplication user;

    /**
     * The application of a node.
     *
     * @param index the node's number in the run
     * @param workloads in the order of the scenario, the same on every node
     * @param user the user's own application on this node, if it runs one
     */
    public WorkloadHost(
            int index,
            Recorder recorder,
            Directory directory,
            NodeMeters meters,
            List<SharedWorkload> workloads,
            @Nullable UserApplication user) {
        this.index = index;
        this.recorder = recorder;
        this.directory = directory;
        this.meters = meters;
        this.workloads = workloads;
        this.user = user;
    }

    /** The application of the life that is beginning now; its actor may start a little later, on another thread. */
    public Application inLife() {
        LifeRecorder life = recorder.inLife();
        return node -> hosting(node, life);
    }

    @Override
    public Behavior<ApplicationEvent> create(Node node) {
        return hosting(node, recorder.inLife());
    }

    private Behavior<ApplicationEvent> hosting(Node node, LifeRecorder life) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Hosting(context, timers, node, life)));
    }

    int index() {
        return index;
    }

    Directory directory() {
        return directory;
    }

    /** A timer of a workload is due. */
    record Due(int workload, long what) implements ApplicationEvent.Own {}

    /** The running host: hands every event to the participant it is for. */
    private final class Hosting extends AbstractMatchingBehavior<ApplicationEvent> implements WorkloadContext.Alarms {
        private final List<Participant> participants = new ArrayList<>();
        private final TimerScheduler<ApplicationEvent> timers;
        private final Map<PublicKey, Peer> peers = new HashMap<>();
        private final Map<PublicKey, Long> lostAtNanos = new HashMap<>();
        private final Node node;
        private final LifeRecorder life;
        private @Nullable Behavior<ApplicationEvent> running;

        Hosting(
                ActorContext<ApplicationEvent> context,
                TimerScheduler<ApplicationEvent> timers,
                Node node,
                LifeRecorder life) {
            super(context);
            this.life = life;
            this.timers = timers;
            this.node = node;
            try {
                begin(context);
            } catch (Throwable thrown) {
                failed(thrown);
                throw thrown;
            }
        }

        private void begin(ActorContext<ApplicationEvent> context) {
            for (int workload = 0; workload < workloads.size(); workload++) {
                participants.add(workloads
                        .get(workload)
                        .join(new WorkloadContext(WorkloadHost.this, life, node, this, peers.keySet(), workload)));
            }
            participants.forEach(Participant::start);
            if (user != null) {
                Node seen = user.isAlone() ? node : new MarkingNode(node, (byte) user.index());
                become(user, Behavior.start(user.application().create(seen), context));
            }
        }

        @Override
        public Behavior<ApplicationEvent> onMessage(ApplicationEvent event) {
            try {
                handle(event);
            } catch (Throwable thrown) {
                failed(thrown);
                throw thrown;
            }
            return this;
        }

        /** What the node does then is its own affair; here it is told, because no check may ask for it. */
        private void failed(Throwable thrown) {
            life.failed(now(), "the application failed: " + ThrownText.of(thrown));
        }

        private void handle(ApplicationEvent event) {
            switch (event) {
                case ApplicationEvent.Delivered delivered -> onDelivered(delivered);
                case Due due -> participants.get(due.workload()).timer(due.what());
                case ApplicationEvent.PeerAdmitted admitted -> {
                    joined(admitted.peer());
                    participants.forEach(participant -> participant.admitted(admitted.peer()));
                    toUser(admitted);
                }
                case ApplicationEvent.PeerLost lost -> {
                    parted(lost.peer());
                    participants.forEach(participant -> participant.lost(lost.peer()));
                    toUser(lost);
                }
                case ApplicationEvent.SendCompleted completed -> toUser(completed);
                case ApplicationEvent.Own own -> toUser(own);
            }
        }

        @Override
        public Behavior<ApplicationEvent> onSignal(Signal signal) {
            if (running != null && Behavior.isAlive(running)) {
                try {
                    running = Behavior.canonicalize(
                            Behavior.interpretSignal(running, getContext(), signal), running, getContext());
                } catch (Throwable thrown) {
                    failed(thrown);
                    throw thrown;
                }
            }
            return signal instanceof PostStop ? this : Behaviors.same();
        }

        @Override
        public void set(int workload, long what, long delayNanos) {
            Due due = new Due(workload, what);
            timers.startSingleTimer(due, due, Duration.ofNanos(delayNanos));
        }

        @Override
        public void cancel(int workload, long what) {
            timers.cancel(new Due(workload, what));
        }

        private void joined(Peer peer) {
            peers.put(peer.id(), peer);
            life.shift(meters.peers(), 1);
            life.shift(meters.connections(peer.direction()), 1);
            int other = directory.indexOf(peer.id());
            if (other >= 0) {
                life.joined(other);
            }
            Long lostAt = lostAtNanos.remove(peer.id());
            if (lostAt != null) {
                life.gauge(meters.reconnectPending(), lostAtNanos.size());
                life.sample(meters.reconnect(), lostAt, now() - lostAt);
            }
        }

        private void parted(PublicKey id) {
            Peer peer = peers.remove(id);
            if (peer == null) {
                return;
            }
            life.shift(meters.peers(), -1);
            life.shift(meters.connections(peer.direction()), -1);
            int other = directory.indexOf(id);
            if (other >= 0) {
                life.parted(other);
            }
            if (peer.mustConnect()) {
                lostAtNanos.put(id, now());
                life.gauge(meters.reconnectPending(), lostAtNanos.size());
            }
        }

        private long now() {
            return node.nowNanos();
        }

        private void onDelivered(ApplicationEvent.Delivered delivered) {
            int size = delivered.payload().size();
            if (user != null && user.isAlone()) {
                toUser(delivered);
                return;
            }
            int workload = size == 0 ? -1 : delivered.payload().at(0);
            if (workload >= 0 && workload < participants.size()) {
                participants.get(workload).delivered(delivered.sender(), delivered.topic(), delivered.payload());
            } else if (user != null && workload == user.index()) {
                toUser(new ApplicationEvent.Delivered(
                        delivered.sender(),
                        delivered.topic(),
                        delivered.payload().slice(1, size - 1)));
            }
        }

        private void toUser(ApplicationEvent event) {
            if (user != null && running != null && Behavior.isAlive(running)) {
                become(
                        user,
                        Behavior.canonicalize(
                                Behavior.interpretMessage(running, getContext(), event), running, getContext()));
            }
        }

        /** An application that is gone before its node is a defect unless the scenario expects it. */
        private void become(UserApplication application, Behavior<ApplicationEvent> next) {
            running = next;
            if (!Behavior.isAlive(next) && !application.mayStop()) {
                life.failed(now(), "the application stopped itself");
            }
        }
    }
}
