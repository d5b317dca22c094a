package dev.understory.transport.tcp;

import dev.understory.transport.Endpoint;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Turns host names into addresses without blocking an event loop. Literals are answered at once; names are looked up by
 * at most {@link #THREADS} threads, with at most {@link #WAITING} lookups in the queue, beyond which a lookup is refused.
 */
final class NameResolver {
    /** Lookups at a time. */
    static final int THREADS = 4;

    /** Lookups that may wait. */
    static final int WAITING = 256;

    /** Of the addresses of one name, those beyond this many are not tried. */
    static final int MOST_ADDRESSES = 16;

    /** What came of a lookup. */
    sealed interface Answer {
        /** At least one address, in the resolver's order. */
        record Found(List<InetSocketAddress> addresses) implements Answer {}

        /** Nothing to connect to; one line for a person. */
        record NotFound(String detail) implements Answer {}

        /** Too many lookups wait; not looked up at all. */
        record Refused(String detail) implements Answer {}
    }

    /** The system's resolver, or a test's. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] allByName(String host) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final ThreadPoolExecutor threads;

    NameResolver(Lookup lookup) {
        this.lookup = lookup;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                new DefaultThreadFactory("understory-names", true));
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** Addresses that one may dial; answers on the caller's thread for a literal, else on one of the resolver's. */
    void forDialling(Endpoint endpoint, Consumer<Answer> answer) {
        if (endpoint.port() == 0) {
            answer.accept(new Answer.NotFound("port 0 cannot be dialled"));
            return;
        }
        resolve(endpoint, found -> answer.accept(diallable(endpoint, found)));
    }

    /** Addresses that one may listen on. */
    void forListening(Endpoint endpoint, Consumer<Answer> answer) {
        resolve(endpoint, answer);
    }

    void shutdown() {
        threads.shutdownNow();
    }

    private void resolve(Endpoint endpoint, Consumer<Answer> answer) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(endpoint.host());
        if (literal != null) {
            answer.accept(lookUp(host -> new InetAddress[] {InetAddress.getByAddress(literal)}, endpoint));
            return;
        }
        try {
            threads.execute(() -> answer.accept(lookUp(lookup, endpoint)));
        } catch (RejectedExecutionException full) {
            answer.accept(new Answer.Refused("too many host names are being looked up"));
        }
    }

    private static Answer lookUp(Lookup lookup, Endpoint endpoint) {
        try {
            List<InetSocketAddress> addresses = new ArrayList<>();
            for (InetAddress address : lookup.allByName(endpoint.host())) {
                addresses.add(new InetSocketAddress(address, endpoint.port()));
            }
            return new Answer.Found(addresses);
        } catch (UnknownHostException unknown) {
            return new Answer.NotFound("the host name " + endpoint.host() + " has no address");
        }
    }

    /** Leaves out what nobody can listen on, and all but the first few. */
    private static Answer diallable(Endpoint endpoint, Answer answer) {
        if (!(answer instanceof Answer.Found found)) {
            return answer;
        }
        List<InetSocketAddress> usable = found.addresses().stream()
                .filter(address -> !address.getAddress().isAnyLocalAddress()
                        && !address.getAddress().isMulticastAddress())
                .limit(MOST_ADDRESSES)
                .toList();
        return usable.isEmpty()
                ? new Answer.NotFound("no address of " + endpoint.host() + " can be dialled")
                : new Answer.Found(usable);
    }
}
