package dev.understory.bench;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.measure.Flatness;
import dev.understory.measure.Residue;
import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A {@link LeakVictim} in a JVM of its own, and what connects to it and what it dials: callers in every way of {@link Callers},
 * traps, an honest node, itself. In rounds, after each of which everybody leaves and it tells what it still holds.
 */
final class LeakRun implements AutoCloseable {
    private static final int CALLERS = 6;
    /** Dials that the node is told of at once; fewer than may be under way. */
    private static final int DIALS = 20;

    private static final Application SILENT =
            node -> Behaviors.<ApplicationEvent>receiveMessage(event -> Behaviors.same());

    private final String name;
    private final AtomicLong connects = new AtomicLong();
    private final Flatness flatness = new Flatness("connects");
    private final ChildJvm victim;
    private final PeerAddress address;
    private final NodeEnd friend;
    private final Traps traps = new Traps();
    private final List<String> targets = new ArrayList<>();
    private final List<Callers> callers = new ArrayList<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(CALLERS + 1);
    private int dials;

    /** Starts the node; {@code name} is the suite's. */
    LeakRun(String name) throws Exception {
        this.name = name;
        this.victim = ChildJvm.start("leak-victim");
        this.address = PeerAddress.parse(victim.readLine());
        this.friend = NodeEnd.start("ed25519", "own", SILENT);
        for (int i = 0; i < CALLERS; i++) {
            callers.add(new Callers(endpoint(), i, connects));
        }
        targets.add(traps.refusing());
        targets.add(traps.unanswering());
        targets.add(traps.open(Traps::close));
        targets.add(traps.open(Traps::reset));
        targets.add(traps.open(Traps::keepSilent));
        targets.add(traps.open(Traps::babble));
        targets.add(friend.address());
        targets.add(friend.node().listening().orElseThrow().toString());
        targets.add(endpoint().toString());
    }

    Endpoint endpoint() {
        return new Endpoint(address.host(), address.port());
    }

    /** Connections and dials that were begun; those that were called off at once too, whether or not anything was sent. */
    AtomicLong connects() {
        return connects;
    }

    /** Another one who connects. */
    interface Caller {
        void call() throws Exception;
    }

    /**
     * Everybody connects and is dialled while that lasts, one more of them beside the usual ones; then all leave, and what is held
     * is read.
     */
    void round(Supplier<Boolean> goesOn, Caller oneMore) throws Exception {
        List<Future<?>> under = new ArrayList<>();
        for (Callers caller : callers) {
            under.add(workers.submit(() -> {
                while (goesOn.get()) {
                    caller.call();
                }
            }));
        }
        under.add(workers.submit(() -> {
            while (goesOn.get()) {
                dial();
                oneMore.call();
            }
            return null;
        }));
        for (Future<?> one : under) {
            one.get();
        }
        flatness.read(connects.get(), Residue.parse(victim.ask("residue")));
        System.err.println(name + ": " + flatness.lastLine());
    }

    /** The node dials one of the targets: waits for what comes of it, or is told at once that it need not. */
    private void dial() throws Exception {
        String target = targets.get(dials % targets.size());
        boolean waits = dials / targets.size() % 2 == 0;
        boolean isFriend = target.startsWith(friend.node().id().hex());
        if (isFriend && !waits) {
            // Both dial at once: one of the two connections has to go.
            connects.incrementAndGet();
            friend.node().dial(address, false);
        }
        int count = isFriend ? 2 : DIALS;
        dialled(waits || isFriend, count, target);
        if (isFriend) {
            PublicKey key = address.key();
            if (key != null) {
                friend.node().disconnect(key);
            }
        }
    }

    /** The node dials so many identities at that address. */
    void dialled(boolean waits, int count, String target) throws IOException {
        victim.ask("dial " + (waits ? "waits " : "cancels ") + dials * DIALS + " " + count + " " + target);
        dials++;
        connects.addAndGet(count);
    }

    /** An address where the node meets that when it dials. */
    String trap(Traps.Conduct conduct) throws IOException {
        return traps.open(conduct);
    }

    /** What was found; fails if something is not flat. */
    List<Measurement> found() throws IOException {
        System.err.println(name + ": the node counted " + victim.ask("counters"));
        List<String> problems = flatness.problems();
        List<Measurement> rises = new ArrayList<>();
        for (Flatness.Rise rise : flatness.rises()) {
            rises.add(Measurement.of(name + "/" + rise.quantity() + "-rise", rise.value(), rise.unit())
                    .atMost(rise.most()));
        }
        rises.add(Measurement.of(name + "/connects", connects.get(), ""));
        if (!problems.isEmpty()) {
            throw new IOException("not flat: " + String.join("; ", problems));
        }
        return rises;
    }

    @Override
    public void close() throws IOException {
        workers.shutdownNow();
        traps.close();
        friend.close();
        victim.close();
    }
}
