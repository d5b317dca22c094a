package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.SignatureService.Refusal;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class CryptoPoolTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final NodeKey KEY = SUITE.nodeKey(KeyType.ED25519, new byte[32]);
    private static final byte[] MESSAGE = {1};
    private static final byte[] META = {2};

    private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();

    @Test
    void signsAndVerifies() throws InterruptedException {
        try (CryptoPool pool = CryptoPool.create(SUITE)) {
            assertThat(pool.submit(new Work.Sign(KEY, MESSAGE), results::add)).isTrue();
            byte[] signature = ((Result.Signed) results.take()).signature();
            assertThat(signature).isEqualTo(SUITE.sign(KEY, MESSAGE));
            pool.submit(verify(signature, SUITE.sign(KEY, META)), results::add);
            assertThat(results.take()).isEqualTo(new Result.Verified(KEY.publicKey()));
            pool.submit(verify(signature, signature), results::add);
            assertThat(results.take()).isEqualTo(new Result.Refused(Refusal.BAD_SIGNATURE));
            pool.submit(new Work.VerifyPeer(new byte[32], MESSAGE, signature, META, signature), results::add);
            assertThat(results.take()).isEqualTo(new Result.Refused(Refusal.BAD_KEY));
        }
    }

    @Test
    void refusesWhenItsQueueIsFullAndAnswersWhatWaitsWhenItCloses() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        CryptoPool pool = new CryptoPool(SUITE, 1, 2, 1);
        pool.submit(new Work.Sign(KEY, MESSAGE), result -> {
            busy.countDown();
            awaitQuietly(release);
            results.add(result);
        });
        busy.await();
        List<Result> waiting = new ArrayList<>();
        assertThat(pool.submit(new Work.Sign(KEY, MESSAGE), waiting::add)).isTrue();
        assertThat(pool.submit(new Work.Sign(KEY, MESSAGE), waiting::add)).isTrue();
        assertThat(pool.submit(new Work.Sign(KEY, MESSAGE), waiting::add)).isFalse();
        pool.close();
        Result unavailable = new Result.Refused(Refusal.UNAVAILABLE);
        assertThat(waiting).containsExactly(unavailable, unavailable);
        assertThat(pool.submit(new Work.Sign(KEY, MESSAGE), waiting::add)).isFalse();
        release.countDown();
        assertThat(results.take()).isInstanceOf(Result.Signed.class);
    }

    @Test
    void aDefectIsAnAnswerToo() throws InterruptedException {
        NodeKey broken = new NodeKey(new byte[32], PublicKey.of(KeyType.SECP256K1, new byte[33]));
        try (CryptoPool pool = new CryptoPool(SUITE, 1, 1, 1)) {
            pool.submit(new Work.Sign(broken, MESSAGE), results::add);
            assertThat(results.take()).isEqualTo(new Result.Refused(Refusal.UNAVAILABLE));
        }
    }

    @Test
    void beyondTheShareStrangersWaitAndAreRefusedAndWhoIsExpectedGoesFirst() throws InterruptedException {
        AtomicLong clock = new AtomicLong();
        AtomicLong processor = new AtomicLong();
        // Each piece takes half a second, of a quarter of one processor.
        CpuShare quarter = new CpuShare(0.25, 1);
        try (CryptoPool pool =
                new CryptoPool(SUITE, 1, 2, quarter, clock::get, () -> processor.getAndAdd(500_000_000))) {
            BlockingQueue<String> done = new LinkedBlockingQueue<>();
            pool.submit(new Work.Sign(KEY, MESSAGE), result -> done.add("first"));
            assertThat(done.take()).isEqualTo("first");
            assertThat(pool.spentNanos()).isEqualTo(500_000_000);
            assertThat(pool.hasRoom(false)).isTrue();
            assertThat(pool.submit(new Work.Sign(KEY, MESSAGE), result -> done.add("stranger 1")))
                    .isTrue();
            assertThat(pool.submit(new Work.Sign(KEY, MESSAGE), result -> done.add("stranger 2")))
                    .isTrue();
            assertThat(pool.hasRoom(false)).isFalse();
            assertThat(pool.submit(new Work.Sign(KEY, MESSAGE), result -> done.add("stranger 3")))
                    .isFalse();
            assertThat(pool.hasRoom(true)).isTrue();

            pool.submit(new Work.Sign(KEY, MESSAGE), true, result -> done.add("expected"));
            assertThat(done.take()).isEqualTo("expected");
            assertThat(done).isEmpty();

            clock.set(20_000_000_000L);
            pool.submit(new Work.Sign(KEY, MESSAGE), true, result -> done.add("again"));
            assertThat(done.take()).isEqualTo("again");
            assertThat(done).isEmpty();
            // They have waited for too long, and nothing is spent on them any more.
            clock.set(40_000_000_000L);
            assertThat(done.take()).isEqualTo("stranger 1");
            assertThat(done.take()).isEqualTo("stranger 2");
            assertThat(pool.spentNanos()).isEqualTo(1_500_000_000);
            pool.submit(new Work.Sign(KEY, MESSAGE), result -> done.add("stranger 4"));
            assertThat(done.take()).isEqualTo("stranger 4");
            assertThat(pool.spentNanos()).isEqualTo(2_000_000_000);
        }
    }

    @Test
    void noMoreOfStrangersWaitsThanTheShareDoesInASecond() throws InterruptedException {
        // A quarter of one processor makes 250 pieces a second; the first piece takes a minute's worth.
        AtomicLong processor = new AtomicLong();
        CpuShare quarter = new CpuShare(0.25, 1);
        try (CryptoPool pool =
                new CryptoPool(SUITE, 1, 512, quarter, () -> 0, () -> processor.getAndAdd(15_000_000_000L))) {
            pool.submit(new Work.Sign(KEY, MESSAGE), results::add);
            assertThat(results.take()).isInstanceOf(Result.Signed.class);
            int waiting = 0;
            while (pool.submit(new Work.Sign(KEY, MESSAGE), results::add)) {
                waiting++;
            }
            assertThat(waiting).isEqualTo(250);
            assertThat(pool.hasRoom(false)).isFalse();
            assertThat(pool.hasRoom(true)).isTrue();
        }
    }

    @Test
    void whoHearsOfWorkCannotEndAThread() throws InterruptedException {
        try (CryptoPool pool = new CryptoPool(SUITE, 1, 2, 1)) {
            pool.submit(new Work.Sign(KEY, MESSAGE), result -> {
                throw new IllegalStateException("a defect");
            });
            pool.submit(new Work.Sign(KEY, MESSAGE), results::add);
            assertThat(results.take()).isInstanceOf(Result.Signed.class);
        }
    }

    private static Work verify(byte[] signature, byte[] metaSignature) {
        return new Work.VerifyPeer(KEY.publicKey().bytes(), MESSAGE, signature, META, metaSignature);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException closing) {
                done = latch.getCount() == 0;
            }
        }
    }
}
