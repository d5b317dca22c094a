package dev.understory.transport.tcp;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * Makes an event loop the executor of a Pekko dispatcher; Pekko creates it by its name in the settings of
 * {@link EventLoops}.
 */
public final class EventLoopConfigurator extends ExecutorServiceConfigurator {
    /** The key under which a dispatcher's configuration says which loop it runs on. */
    static final String INDEX = "event-loop";

    private final EventLoops loops;
    private final int index;

    /** Called by Pekko. */
    public EventLoopConfigurator(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        this.index = config.getInt(INDEX);
        this.loops = prerequisites
                .mailboxes()
                .settings()
                .setup()
                .get(EventLoops.class)
                .orElseThrow(() -> new IllegalStateException("the actor system was started without its event loops"));
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threadFactory) {
        return () -> new EventLoopExecutor(loops.loop(index));
    }
}
