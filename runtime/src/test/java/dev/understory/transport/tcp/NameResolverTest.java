package dev.understory.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LookupEvent;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lookups of a transport whose resolver hangs at some names. */
final class NameResolverTest {
    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch slow = new CountDownLatch(1);
    private final AtomicInteger lookups = new AtomicInteger();
    private final TcpFixture fixture = new TcpFixture(TcpSettings.defaults(), this::allByName);
    private final BlockingQueue<LookupEvent> answers = new LinkedBlockingQueue<>();

    @AfterEach
    void shutDown() {
        never.countDown();
        slow.countDown();
        fixture.close();
    }

    private LookupEvent lookUp(String host, Duration timeout) {
        BlockingQueue<LookupEvent> answer = new LinkedBlockingQueue<>();
        fixture.transport.lookUp(host, timeout, fixture.into(answer));
        return TcpFixture.take(answer);
    }

    @Test
    void anAddressIsItsOwnAnswer() {
        assertThat(fixture.transport.isAddress("::1")).isTrue();
        assertThat(fixture.transport.isAddress("one.test")).isFalse();
        assertThat(lookUp("::1", TcpFixture.PATIENCE)).isEqualTo(new LookupEvent.Found("::1", List.of("::1"), 0));
        assertThat(lookups).hasValue(0);
    }

    @Test
    void aNameWithoutAddressIsSaid() {
        assertThat(lookUp("unknown.test", TcpFixture.PATIENCE))
                .isEqualTo(new LookupEvent.NotFound("unknown.test", "the host name unknown.test has no address"));
    }

    @Test
    void aDefectOfTheResolverIsAnAnswer() {
        assertThat(lookUp("defect.test", TcpFixture.PATIENCE))
                .isEqualTo(new LookupEvent.NotFound(
                        "defect.test",
                        "the lookup of the host name defect.test failed: java.lang.IllegalStateException: broken"));
        assertThat(lookUp("no-class.test", TcpFixture.PATIENCE))
                .isEqualTo(new LookupEvent.NotFound(
                        "no-class.test",
                        "the lookup of the host name no-class.test failed: java.lang.NoClassDefFoundError: lost"));
    }

    @Test
    void aNameThatHangsIsBlamedForItselfAtItsTimeout() {
        assertThat(lookUp("stuck.test", Duration.ofMillis(20)))
                .isEqualTo(new LookupEvent.NotFound(
                        "stuck.test", "the lookup of the host name stuck.test took longer than 20 ms"));
    }

    /** Sixteen names whose lookup never ends, and more that wait: the peers behind other names are reached all the same. */
    @Test
    void aGoodNameIsReachedWhileManyNamesHang() {
        for (int i = 0; i < LookupTable.AT_ONCE + 5; i++) {
            fixture.transport.lookUp(i + ".stuck.test", TcpFixture.PATIENCE, fixture.into(answers));
        }
        Endpoint listening = fixture.listen().local();
        LookupEvent.Found found = (LookupEvent.Found) lookUp("one.test", TcpFixture.PATIENCE);
        DialEvent dialled = fixture.dial(new Endpoint(found.addresses().get(0), listening.port()), TcpFixture.PATIENCE);
        assertThat(dialled).isInstanceOf(DialEvent.Opened.class);
        assertThat(answers).as("the others are still looked up").isEmpty();
    }

    @Test
    void allWhoAskForANameAreAnsweredByOneLookupInTheirOwnSpelling() {
        NameResolver patient = new NameResolver(this::allByName, fixture.loops.loop(0), Duration.ofHours(1));
        for (int i = 0; i < 50; i++) {
            patient.lookUp("SLOW.test", TcpFixture.PATIENCE, answers::add);
        }
        slow.countDown();
        for (int i = 0; i < 50; i++) {
            assertThat(TcpFixture.take(answers).host()).isEqualTo("SLOW.test");
        }
        assertThat(lookups).hasValue(1);
        patient.shutdown();
    }

    /** As many lookups run as may; the end of one makes room for the next before its thread is free. */
    @Test
    void aNameThatTakesTheLastPlaceIsLookedUp() {
        NameResolver hasty = new NameResolver(this::allByName, fixture.loops.loop(0), Duration.ofMillis(1));
        hasty.lookUp("slow.test", TcpFixture.PATIENCE, event -> {});
        for (int i = 1; i < LookupTable.MOST_RUNNING; i++) {
            hasty.lookUp(i + ".stuck.test", TcpFixture.PATIENCE, event -> {});
        }
        while (lookups.get() < LookupTable.MOST_RUNNING) {
            Thread.onSpinWait();
        }
        hasty.lookUp("one.test", TcpFixture.PATIENCE, answers::add);
        slow.countDown();
        assertThat(TcpFixture.take(answers)).isEqualTo(new LookupEvent.Found("one.test", List.of("127.0.0.1"), 0));
        hasty.shutdown();
    }

    @Test
    void lookupsBeyondTheLimitsAreRefused() {
        for (int i = 0; i < LookupTable.AT_ONCE + LookupTable.MOST_WAITING; i++) {
            fixture.transport.lookUp(i + ".stuck.test", TcpFixture.PATIENCE, fixture.into(answers));
        }
        assertThat(lookUp("one.test", TcpFixture.PATIENCE))
                .isEqualTo(new LookupEvent.NotFound("one.test", "too many host names are being looked up"));
    }

    /** attacks.md, C12. */
    @Test
    void ofTooManyAddressesTheFirstAreHandedOnAndTheOthersCounted() {
        LookupEvent.Found found = (LookupEvent.Found) lookUp("many.test", TcpFixture.PATIENCE);
        assertThat(found.addresses()).hasSize(LookupEvent.MOST_ADDRESSES).startsWith("10.0.0.0", "10.0.0.1");
        assertThat(found.leftOut()).isEqualTo(976);
    }

    private InetAddress[] allByName(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        return switch (host) {
            case "one.test" -> new InetAddress[] {InetAddress.getByAddress(new byte[] {127, 0, 0, 1})};
            case "slow.test" -> {
                await(slow);
                yield new InetAddress[] {InetAddress.getByAddress(new byte[] {127, 0, 0, 1})};
            }
            case "many.test" -> {
                InetAddress[] many = new InetAddress[2000];
                for (int i = 0; i < many.length; i++) {
                    many[i] = InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
                }
                yield many;
            }
            case "defect.test" -> throw new IllegalStateException("broken");
            case "no-class.test" -> throw new NoClassDefFoundError("lost");
            case "unknown.test" -> throw new UnknownHostException(host);
            default -> {
                await(never);
                throw new UnknownHostException(host);
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
