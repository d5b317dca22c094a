package dev.understory.node.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Hears the operating system's signals that ask a process to end, so that a command can come to its end before the JVM goes
 * down. Signals that the process was started to ignore, as by {@code nohup}, stay ignored.
 */
public final class Signals implements AutoCloseable {
    /** The terminal is gone. */
    public static final int HANGUP = 1;

    /** From the keyboard. */
    public static final int INTERRUPT = 2;

    /** An orderly end is wanted. */
    public static final int TERMINATE = 15;

    private final Map<String, Object> before = new LinkedHashMap<>();

    private Signals() {}

    /**
     * From now on {@code handler} hears of those signals by their numbers, each time on a thread of its own. Where a JVM
     * hands out no signals they end the process as ever.
     */
    public static Signals listen(IntConsumer handler) {
        Signals signals = new Signals();
        signals.install("HUP", HANGUP, handler);
        signals.install("INT", INTERRUPT, handler);
        signals.install("TERM", TERMINATE, handler);
        return signals;
    }

    /** From now on {@code handler} hears of the end of the terminal, and whoever heard of it before no more, until this is closed. */
    static Signals onHangup(Runnable handler) {
        Signals signals = new Signals();
        signals.install("HUP", HANGUP, signal -> handler.run());
        return signals;
    }

    /** The exit code of a process that a signal has ended. */
    public static int exitCode(int signal) {
        return 128 + signal;
    }

    /** Hears of them no more. */
    @Override
    public void close() {
        before.forEach((name, handler) -> {
            try {
                handle(name, handler);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException("a signal was taken and cannot be given back", impossible);
            }
        });
        before.clear();
    }

    private void install(String name, int number, IntConsumer handler) {
        InvocationHandler onSignal = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                handler.accept(number);
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> number;
            default -> name;
        };
        try {
            Class<?> type = handlerType();
            before.put(
                    name, handle(name, Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, onSignal)));
        } catch (ReflectiveOperationException unsupported) {
            // The JVM was told to leave signals alone (-Xrs), or has none.
        }
    }

    /** By reflection, since the compiler rightly warns of the class. Returns who has heard of the signal so far. */
    private static Object handle(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Object which = signal.getConstructor(String.class).newInstance(name);
        return signal.getMethod("handle", signal, handlerType()).invoke(null, which, handler);
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }
}
