package dev.understory.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.BootstrapSetup;

/**
 * The settings that our actor systems and nodes begin with: those of the {@code reference.conf} files beside our own
 * classes, and nothing else of the process. Whoever embeds a node has an {@code application.conf}, system properties and a
 * context class loader for purposes of his own, and they must not reach a node.
 */
public final class SystemSettings {
    /** A library's defaults are missing on the class path. */
    public static final class Incomplete extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Incomplete(String message) {
            super(message);
        }
    }

    /** Where a library's defaults are, this setting is. */
    private record Witness(String setting, String library) {}

    private static final String NAME = "reference.conf";

    /** One setting of each library that brings some, in the order in which they are missed. */
    private static final List<Witness> WITNESSES = List.of(
            new Witness("pekko.actor.provider", "pekko-actor"),
            new Witness("pekko.actor.typed.restart-stash-capacity", "pekko-actor-typed"),
            new Witness("pekko.stream.materializer.initial-input-buffer-size", "pekko-stream"),
            new Witness("pekko.version", "pekko-actor (version.conf)"));

    private static final Witness HTTP = new Witness("pekko.http.server.idle-timeout", "pekko-http-core");

    private static final String OWN_WITNESS = "understory.p2p.listen-address";

    /** What no library's defaults may change, whichever others are on the class path. */
    private static final String SYSTEM = """
            pekko {
              loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
              logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
              extensions = []
              actor {
                provider = local
                serialize-messages = off
                serialize-creators = off
                default-mailbox.mailbox-type = "org.apache.pekko.dispatch.UnboundedMailbox"
              }
              # A system ends with what runs in it, never by hooks of its own, and never ends the process.
              coordinated-shutdown.run-by-jvm-shutdown-hook = off
              jvm-shutdown-hooks = off
              jvm-exit-on-fatal-error = off
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
            }
            """;

    private SystemSettings() {}

    /** The loader of our own classes, and of everything that a node looks up by name. */
    static ClassLoader classLoader() {
        return Objects.requireNonNullElseGet(SystemSettings.class.getClassLoader(), ClassLoader::getSystemClassLoader);
    }

    /**
     * What an actor system of ours is created from.
     *
     * @param own settings that go before the defaults, in HOCON
     * @throws Incomplete if a library's defaults are missing
     */
    public static BootstrapSetup bootstrap(String own) {
        for (Witness witness : WITNESSES) {
            require(Libraries.FOUND, witness.setting(), witness.library());
        }
        Config whole = ConfigFactory.parseString(own)
                .withFallback(ConfigFactory.parseString(SYSTEM))
                .withFallback(Libraries.FOUND.config());
        return BootstrapSetup.create(closed(whole)).withClassloader(classLoader());
    }

    /**
     * Insists on what a node needs besides to serve HTTP, which other nodes do without.
     *
     * @throws Incomplete if it is missing
     */
    public static void requireHttp() {
        require(Libraries.FOUND, HTTP.setting(), HTTP.library());
    }

    /** Insists on a class of an optional library, which {@code setting} is the only one to need. */
    public static void requireClass(String name, String setting, String library) {
        try {
            Class.forName(name, false, classLoader());
        } catch (ClassNotFoundException missing) {
            throw new Incomplete(setting + " needs " + library + " on the class path");
        }
    }

    /**
     * The defaults of a node's own settings, under {@code understory}.
     *
     * @throws Incomplete if they are missing
     */
    public static Config ofNode() {
        require(Node.FOUND, OWN_WITNESS, "understory");
        return Node.FOUND.config();
    }

    private static void require(Found found, String witness, String library) {
        if (!found.problem().isEmpty()) {
            throw new Incomplete("the " + NAME + " files of the class path cannot be read: " + found.problem());
        }
        if (!found.config().hasPath(witness)) {
            throw new Incomplete("the class path lacks the default settings of " + library + " (" + witness
                    + "): a jar that packs several into one has to append their " + NAME
                    + " files to each other instead of keeping one of them, see 'One jar' in Understory's"
                    + " runtime/README.md");
        }
    }

    /** As they are written, those of libraries that we do not know with them. */
    private static Config unresolved() {
        return ConfigFactory.parseResources(classLoader(), NAME, ConfigParseOptions.defaults());
    }

    /**
     * Pekko puts its defaults, which the library of settings overlays with system properties, below whatever it is given,
     * and then insists on finding everything that is in there. So what it is given takes no more defaults, and is valid.
     */
    private static Config closed(Config config) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "withFallback" -> {
                    return proxy;
                }
                case "checkValid" -> {
                    return null;
                }
                default -> {
                    try {
                        return method.invoke(config, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }
            }
        };
        return (Config) Proxy.newProxyInstance(Config.class.getClassLoader(), new Class<?>[] {Config.class}, handler);
    }

    /** Read once: what is beside our classes does not change. */
    private static final class Libraries {
        static final Found FOUND = read();

        private static Found read() {
            try {
                Config all = unresolved();
                Config ours = all.withOnlyPath("pekko");
                // ssl-config is pekko-stream's, for streams over TLS.
                Config whole =
                        all.root().containsKey("ssl-config") ? ours.withFallback(all.withOnlyPath("ssl-config")) : ours;
                return new Found(whole.resolve(ConfigResolveOptions.noSystem()), "");
            } catch (ConfigException broken) {
                return new Found(ConfigFactory.empty(), String.valueOf(broken.getMessage()));
            }
        }
    }

    private static final class Node {
        static final Found FOUND = read();

        private static Found read() {
            try {
                Config home = ConfigFactory.systemProperties().withOnlyPath("user.home");
                Config whole = unresolved().withOnlyPath("understory");
                return new Found(whole.resolveWith(home, ConfigResolveOptions.noSystem()), "");
            } catch (ConfigException broken) {
                return new Found(ConfigFactory.empty(), String.valueOf(broken.getMessage()));
            }
        }
    }

    /**
     * Defaults of libraries.
     *
     * @param problem why there are none; empty if nothing went wrong
     */
    private record Found(Config config, String problem) {}
}
