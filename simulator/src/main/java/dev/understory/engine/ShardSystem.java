package dev.understory.engine;

import dev.understory.node.config.SystemSettings;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import scala.Function0;
import scala.concurrent.BlockContext;
import scala.concurrent.CanAwait;

/** Starts a Pekko actor system that lives on its caller's thread altogether: system actors, timers, dispatchers. */
final class ShardSystem {
    private static final String SETTINGS = """
                    pekko {
                      loglevel = "ERROR"
                      stdout-loglevel = "OFF"
                      scheduler.implementation = "dev.understory.engine.VirtualScheduler"
                      coordinated-shutdown {
                        run-by-actor-system-terminate = off
                        terminate-actor-system = off
                      }
                      actor {
                        default-mailbox.mailbox-type = "dev.understory.engine.ShardMailbox"
                        typed.default-mailbox.mailbox-type = "dev.understory.engine.ShardMailbox"
                        default-dispatcher { type = Dispatcher, executor = default-executor, throughput = 64 }
                        internal-dispatcher { type = Dispatcher, executor = default-executor, throughput = 1 }
                        default-blocking-io-dispatcher { type = Dispatcher, executor = default-executor, throughput = 1 }
                      }
                    }
                    """;

    private ShardSystem() {}

    static <M> ActorSystem<M> create(Behavior<M> guardian, ShardExecutor executor) {
        BootstrapSetup setup = SystemSettings.bootstrap(SETTINGS).withDefaultExecutionContext(executor);
        // Creation blocks until the loggers have answered; they live on this thread, so that waiting means running
        // them.
        BlockContext runInstead = new BlockContext() {
            @Override
            public <T> T blockOn(Function0<T> wait, CanAwait permission) {
                executor.drain();
                return wait.apply();
            }
        };
        return BlockContext.withBlockContext(
                runInstead, () -> ActorSystem.create(guardian, "simulation", ActorSystemSetup.create(setup)));
    }
}
