package dev.understory.node;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/**
 * Turns the operating system's signals into the wish to end: SIGTERM an orderly one, SIGINT an interruption; a second one
 * ends the process at once.
 */
final class Signals {
    private Signals() {}

    /** Completes {@code end} with the exit code that belongs to the signal. */
    static void into(CompletableFuture<Integer> end) {
        handle("TERM", end, ExitCode.OK);
        handle("INT", end, ExitCode.INTERRUPTED);
    }

    /** By reflection, since the compiler rightly warns of the class; where it is missing, signals end the process. */
    private static void handle(String name, CompletableFuture<Integer> end, int exitCode) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler onSignal = (proxy, method, arguments) -> {
                if (method.getName().equals("handle") && !end.complete(exitCode)) {
                    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
                }
                return null;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, onSignal);
            Object which = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, which, proxy);
        } catch (ReflectiveOperationException unsupported) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end.complete(exitCode)));
        }
    }
}
