package dev.understory.workload;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import dev.understory.identity.PublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Workloads that share topics, as one application in one life of a node, whose clock starts with the run. The first byte of
 * a message is the index of its workload.
 */
final class WorkloadHost implements Application {
    private final Site site;
    private final SortedMap<Integer, SharedWorkload> workloads;

    /** An application; {@code workloads} are by their index in the run. */
    WorkloadHost(Site site, SortedMap<Integer, SharedWorkload> workloads) {
        this.site = site;
        this.workloads = workloads;
    }

    @Override
    public Behavior<ApplicationEvent> create(Node node) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Hosting(context, timers, node)));
    }

    /** A timer of a workload is due. */
    record Due(int workload, long what) implements ApplicationEvent.Own {}

    /** The running host: hands every event to the participant it is for. */
    private final class Hosting extends AbstractMatchingBehavior<ApplicationEvent> implements WorkloadContext.Alarms {
        /** By the index of their workload; null where it is not of this application. */
        private final @Nullable Participant[] participants;

        private final TimerScheduler<ApplicationEvent> timers;
        private final Set<PublicKey> peers = new HashSet<>();
        private final Node node;

        Hosting(ActorContext<ApplicationEvent> context, TimerScheduler<ApplicationEvent> timers, Node node) {
            super(context);
            // Pekko would find it by a walk of the stack, at the first timer.
            context.setLoggerName(WorkloadHost.class);
            this.timers = timers;
            this.node = node;
            this.participants = new @Nullable Participant[workloads.lastKey() + 1];
            try {
                workloads.forEach((index, workload) ->
                        participants[index] = workload.join(new WorkloadContext(site, node, this, peers, index)));
                forEach(Participant::start);
            } catch (Throwable thrown) {
                site.failed(node.nowNanos(), thrown);
                throw thrown;
            }
        }

        @Override
        public Behavior<ApplicationEvent> onMessage(ApplicationEvent event) {
            try {
                handle(event);
            } catch (Throwable thrown) {
                site.failed(node.nowNanos(), thrown);
                throw thrown;
            }
            return this;
        }

        private void handle(ApplicationEvent event) {
            switch (event) {
                case ApplicationEvent.Delivered delivered -> onDelivered(delivered);
                case Due due ->
                    Objects.requireNonNull(participants[due.workload()]).timer(due.what());
                case ApplicationEvent.PeerAdmitted admitted -> {
                    peers.add(admitted.peer().id());
                    forEach(participant -> participant.admitted(admitted.peer()));
                }
                case ApplicationEvent.PeerLost lost -> {
                    peers.remove(lost.peer());
                    forEach(participant -> participant.lost(lost.peer()));
                }
                case ApplicationEvent.SendCompleted unasked -> {}
                case ApplicationEvent.Own unknown -> {}
            }
        }

        private void onDelivered(ApplicationEvent.Delivered delivered) {
            if (delivered.payload().size() > 0) {
                int workload = delivered.payload().at(0);
                Participant participant =
                        workload >= 0 && workload < participants.length ? participants[workload] : null;
                if (participant != null) {
                    participant.delivered(delivered.sender(), delivered.topic(), delivered.payload());
                }
            }
        }

        private void forEach(Consumer<Participant> what) {
            for (Participant participant : participants) {
                if (participant != null) {
                    what.accept(participant);
                }
            }
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
    }
}
