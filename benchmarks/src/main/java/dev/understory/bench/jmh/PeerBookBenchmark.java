package dev.understory.bench.jmh;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.CounterStream;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.Routability;
import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.BookAnswer;
import dev.understory.peerbook.BookSettings;
import dev.understory.peerbook.PeerBook;
import dev.understory.peerbook.PeerRecord;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a full peer book takes to choose somebody, and to hear of an address: each call is timed, for the slow ones count. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PeerBookBenchmark {
    private static final int POOL = 1 << 17;
    private static final int TOLD = 500_000;
    private static final int OUTBOUND = 7;
    private static final long SECOND = 1_000_000_000;

    private final RandomStream random = CounterStream.of(1, 0, "addresses");
    private final PeerBook book =
            PeerBook.empty(BookSettings.of(1, 1, key(), Routability.PUBLIC), CounterStream.of(1, 0, "book"));
    private final BookAddress[] strangers = new BookAddress[POOL];
    private final NetworkAddress[] sources = new NetworkAddress[POOL];
    private final Set<AddressGroup> connected = new LinkedHashSet<>();
    private BookAddress[] known = {};
    private long now = SECOND;
    private int next;

    /** Fills the book from addresses that many tell of, a third of which are reached. */
    @Setup
    public void fill() {
        for (int i = 0; i < TOLD; i++) {
            BookAddress address = address();
            if (book.add(address, host(), now) == BookAnswer.Added.NEW && i % 3 == 0) {
                book.succeeded(address, now);
            }
        }
        for (int i = 0; i < POOL; i++) {
            strangers[i] = address();
            sources[i] = host();
        }
        known = book.addresses().toArray(BookAddress[]::new);
        for (int i = 0; i < OUTBOUND; i++) {
            connected.add(Routability.groupOf(known[i].host()));
        }
        System.out.println("addresses: " + book.size() + ", tried: " + book.triedSize());
    }

    /** Somebody to dial who is not of a network that is connected already, and the dial's beginning. */
    @Benchmark
    public @Nullable PeerRecord select() {
        now += SECOND;
        PeerRecord chosen = book.select(now, address -> !connected.contains(Routability.groupOf(address.host())));
        if (chosen != null) {
            book.attempted(chosen.address(), now);
        }
        return chosen;
    }

    /** An address that nobody told of before; there is hardly ever a place for it. */
    @Benchmark
    public BookAnswer.Added addUnknown() {
        next = next + 1 & POOL - 1;
        return book.add(strangers[next], sources[next], ++now);
    }

    /** An address that somebody told of before. */
    @Benchmark
    public BookAnswer.Added addKnown() {
        next = next + 1 & POOL - 1;
        return book.add(known[next % known.length], sources[next], ++now);
    }

    /** An address goes, and comes to its place again. */
    @Benchmark
    public BookAnswer.Added removeAndAdd() {
        next = next + 1 & POOL - 1;
        BookAddress address = known[next % known.length];
        book.remove(address);
        return book.add(address, sources[next], ++now);
    }

    private BookAddress address() {
        return new BookAddress(key(), host(), 9001);
    }

    private PublicKey key() {
        byte[] key = new byte[KeyType.BLS12_381.publicKeyLength()];
        random.nextBytes(key);
        return PublicKey.of(KeyType.BLS12_381, key);
    }

    /** An IPv6 address of 2a00::/8. */
    private NetworkAddress host() {
        byte[] host = new byte[16];
        random.nextBytes(host);
        host[0] = 0x2a;
        return NetworkAddress.ofBytes(host);
    }
}
