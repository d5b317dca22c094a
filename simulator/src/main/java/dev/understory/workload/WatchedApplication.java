package dev.understory.workload;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A user's own application in one life of its node, whose run is told if it fails, or stops although it may not. */
final class WatchedApplication implements Application {
    private final Application application;
    private final boolean mayStop;
    private final Site site;

    WatchedApplication(Application application, boolean mayStop, Site site) {
        this.application = application;
        this.mayStop = mayStop;
        this.site = site;
    }

    @Override
    public Behavior<ApplicationEvent> create(Node node) {
        return Behaviors.setup(context -> new Watching(context, node));
    }

    /** Passes everything on to it; nobody takes the place of one that has stopped. */
    private final class Watching extends AbstractMatchingBehavior<ApplicationEvent> {
        private final Node node;
        private Behavior<ApplicationEvent> behavior = Behaviors.stopped();

        Watching(ActorContext<ApplicationEvent> context, Node node) {
            super(context);
            this.node = node;
            watch(() -> behavior = Behavior.start(application.create(node), context));
            checkThatItLives();
        }

        @Override
        public Behavior<ApplicationEvent> onMessage(ApplicationEvent event) {
            if (Behavior.isAlive(behavior)) {
                watch(() -> become(Behavior.interpretMessage(behavior, getContext(), event)));
                checkThatItLives();
            }
            return this;
        }

        @Override
        public Behavior<ApplicationEvent> onSignal(Signal signal) {
            if (Behavior.isAlive(behavior)) {
                watch(() -> become(Behavior.interpretSignal(behavior, getContext(), signal)));
            }
            return this;
        }

        private void become(Behavior<ApplicationEvent> next) {
            behavior = Behavior.canonicalize(next, behavior, getContext());
        }

        private void watch(Runnable step) {
            try {
                step.run();
            } catch (Throwable thrown) {
                site.failed(node.nowNanos(), thrown);
                throw thrown;
            }
        }

        private void checkThatItLives() {
            if (!Behavior.isAlive(behavior) && !mayStop) {
                site.tell(node.nowNanos(), "stopped itself");
            }
        }
    }
}
