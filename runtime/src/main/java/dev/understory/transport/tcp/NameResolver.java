package dev.understory.transport.tcp;

import dev.understory.transport.LookupEvent;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns host names into addresses by the system's resolver, which blocks, on threads of its own; {@link LookupTable} says
 * how many and for whom. Every question is answered once, in time, and by an answer that says what the lookup did. The
 * JDK keeps answers for a while: 30 s, failures for 10 s, unless its security properties say otherwise.
 */
final class NameResolver {
    /** What a lookup takes at most where the name's servers answer. */
    static final Duration SLOW = Duration.ofSeconds(2);

    /** The system's resolver, or a test's. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] allByName(String host) throws UnknownHostException;
    }

    private static final class Asker {
        final String host;
        final Consumer<LookupEvent> answer;

        @Nullable
        Future<?> timer;

        Asker(String host, Consumer<LookupEvent> answer) {
            this.host = host;
            this.answer = answer;
        }
    }

    private final Lookup lookup;
    private final EventExecutor timers;
    private final Duration slow;
    private final ThreadPoolExecutor threads;
    private final LookupTable<Asker, LookupEvent> table = new LookupTable<>();

    /** {@code timers} also tells the time; a lookup that takes longer than {@code slow} counts as one that hangs. */
    NameResolver(Lookup lookup, EventExecutor timers, Duration slow) {
        this.lookup = lookup;
        this.timers = timers;
        this.slow = slow;
        // The table bounds the lookups. Who ends one begins the next on another thread, before its own is free.
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new DefaultThreadFactory("understory-names", true));
    }

    /** Whether a host is an address, not a name. */
    static boolean isAddress(String host) {
        return NetUtil.createByteArrayFromIpAddressString(host) != null;
    }

    /** Answers within {@code timeout}, on any thread. */
    void lookUp(String host, Duration timeout, Consumer<LookupEvent> answer) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            answer.accept(new LookupEvent.Found(host, List.of(host), 0));
            return;
        }
        Asker asker = new Asker(host, answer);
        String name = host.toLowerCase(Locale.ROOT);
        LookupTable.Asked<LookupEvent> asked;
        List<String> starting;
        long now = now();
        synchronized (table) {
            asked = table.ask(name, asker, now);
            if (asked instanceof LookupTable.Asked.Waiting) {
                asker.timer = schedule(() -> onTimeout(name, asker, timeout), timeout);
            }
            starting = table.start(now);
        }
        switch (asked) {
            case LookupTable.Asked.Waiting<LookupEvent> waiting -> {}
            case LookupTable.Asked.Known<LookupEvent> known -> answer.accept(named(host, known.answer()));
            case LookupTable.Asked.Hangs<LookupEvent> hangs ->
                answer.accept(notFound(
                        host,
                        "the lookup of the host name " + host + " hangs, for "
                                + TimeUnit.NANOSECONDS.toMillis(hangs.nanos()) + " ms by now"));
            case LookupTable.Asked.Full<LookupEvent> full ->
                answer.accept(notFound(host, "too many host names are being looked up"));
        }
        run(starting, now);
    }

    void shutdown() {
        threads.shutdownNow();
    }

    private void run(List<String> starting, long now) {
        for (String name : starting) {
            try {
                schedule(() -> onSlow(name, now), slow);
                threads.execute(() -> onAnswer(name, perform(name)));
            } catch (RejectedExecutionException closed) {
                onAnswer(name, notFound(name, "the transport is closed"));
            }
        }
    }

    private LookupEvent perform(String name) {
        try {
            InetAddress[] found = lookup.allByName(name);
            List<String> addresses = new ArrayList<>();
            for (InetAddress address : found) {
                if (addresses.size() < LookupEvent.MOST_ADDRESSES) {
                    addresses.add(NetUtil.toAddressString(address));
                }
            }
            return new LookupEvent.Found(name, addresses, found.length - addresses.size());
        } catch (UnknownHostException unknown) {
            return notFound(name, "the host name " + name + " has no address");
        } catch (RuntimeException | AssertionError | LinkageError defect) {
            // What is not answered would hold its place for ever.
            return notFound(name, "the lookup of the host name " + name + " failed: " + defect);
        }
    }

    private void onAnswer(String name, LookupEvent answer) {
        List<Asker> asking;
        List<String> starting;
        long now = now();
        synchronized (table) {
            asking = table.finish(name, answer instanceof LookupEvent.Found ? answer : null, now);
            starting = table.start(now);
        }
        for (Asker asker : asking) {
            if (asker.timer != null) {
                asker.timer.cancel(false);
            }
            asker.answer.accept(named(asker.host, answer));
        }
        run(starting, now);
    }

    private void onSlow(String name, long startedAt) {
        List<String> starting;
        long now = now();
        synchronized (table) {
            table.slow(name, startedAt);
            starting = table.start(now);
        }
        run(starting, now);
    }

    private void onTimeout(String name, Asker asker, Duration timeout) {
        boolean begun;
        synchronized (table) {
            if (!table.isAsking(name, asker)) {
                return;
            }
            begun = table.giveUp(name, asker);
        }
        String what = "the lookup of the host name " + asker.host;
        asker.answer.accept(notFound(
                asker.host,
                begun
                        ? what + " took longer than " + timeout.toMillis() + " ms"
                        : what + " had no turn within " + timeout.toMillis() + " ms: too many others hang"));
    }

    private @Nullable Future<?> schedule(Runnable what, Duration delay) {
        try {
            return timers.schedule(what, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            return null; // The loops are shut down: nobody is left to be told.
        }
    }

    private long now() {
        return timers.ticker().nanoTime();
    }

    /** The answer in the words of who asked. */
    private static LookupEvent named(String host, LookupEvent answer) {
        return switch (answer) {
            case LookupEvent.Found found -> new LookupEvent.Found(host, found.addresses(), found.leftOut());
            case LookupEvent.NotFound none -> new LookupEvent.NotFound(host, none.detail());
        };
    }

    private static LookupEvent notFound(String host, String detail) {
        return new LookupEvent.NotFound(host, detail);
    }
}
