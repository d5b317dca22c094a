package dev.understory.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.workload.NestBftLedger.Block;
import dev.understory.workload.NestBftMessage.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NestBftSyncTest {
    private static final Committee COMMITTEE = NestBftFixture.committee(4);

    private final NestBftLedger ledger = new NestBftLedger();
    private final Node node = new Node();
    private final NestBftSync sync = new NestBftSync(ledger, new MixedStream(1), node);

    @BeforeEach
    void hasNinePeers() {
        for (int peer = 0; peer < 9; peer++) {
            node.peers.add(key(peer));
        }
    }

    @Test
    void pollsASecondAfterItsStartAndIsLevelAfterASilenceIfNobodyIsAhead() {
        sync.start();
        assertThat(sync.isRunning()).isTrue();
        assertThat(node.polls).isZero();
        assertThat(node.wakesIn).isEqualTo(NestBftSync.START_NANOS);
        tick();
        assertThat(node.polls).isEqualTo(1);
        sync.height(0);
        tick();
        assertThat(node.isLevel).isTrue();
        assertThat(sync.isRunning()).isFalse();
        assertThat(node.asked).isEmpty();
    }

    @Test
    void asksAgainAndWaitsLongerIfNobodyAnswers() {
        sync.start();
        for (int poll = 1; poll < 5; poll++) {
            tick();
            assertThat(node.polls).isEqualTo(poll);
            assertThat(node.wakesIn).isEqualTo(poll * NestBftSync.SILENCE_NANOS);
        }
        sync.height(0);
        assertThat(node.wakesIn).isEqualTo(4 * NestBftSync.SILENCE_NANOS);
        assertThat(node.isLevel).isFalse();
    }

    @Test
    void fetchesAWindowOfBlocksAndCommitsThemInTheirOrder() {
        poll(200);
        assertThat(node.asked.keySet())
                .hasSize(NestBftSync.WINDOW)
                .contains(1L, 80L)
                .doesNotContain(81L);
        for (long height = 80; height > 1; height--) {
            answer(height, 200);
        }
        assertThat(ledger.height()).isZero();
        answer(1, 200);
        assertThat(ledger.height()).isEqualTo(80);
        assertThat(node.isLevel).isFalse();
    }

    @Test
    void asksNoPeerMoreOftenThanItAnswers() {
        node.peers.subList(2, 9).clear();
        poll(200);
        assertThat(node.asked).hasSize(2 * NestBftQuota.REQUESTS);
        tick();
        assertThat(node.asked).hasSize(2 * NestBftQuota.REQUESTS);
        node.now += 2_000_000_000L;
        tick();
        assertThat(node.asked).hasSize(NestBftSync.WINDOW);
    }

    @Test
    void goesOnToWhatThePeersHaveByThen() {
        poll(2);
        answer(1, 3);
        answer(2, 3);
        assertThat(node.isLevel).isFalse();
        tick();
        answer(3, 3);
        assertThat(node.isLevel).isTrue();
        assertThat(ledger.height()).isEqualTo(3);
    }

    @Test
    void takesABlockOnlyFromThePeerItAsked() {
        poll(1);
        PublicKey other = node.asked.get(1L).equals(key(0)) ? key(1) : key(0);
        sync.block(other, 1, block(1), 1);
        sync.block(node.asked.get(1L), 2, block(2), 2);
        assertThat(ledger.height()).isZero();
        answer(1, 1);
        assertThat(ledger.height()).isEqualTo(1);
    }

    @Test
    void asksAnewForABlockThatDoesNotHoldOrDoesNotCome() {
        poll(1);
        node.refused.add(1L);
        answer(1, 1);
        assertThat(ledger.height()).isZero();
        node.refused.clear();
        node.asked.clear();
        tick();
        assertThat(node.asked).containsKey(1L);
        node.asked.clear();
        tick();
        assertThat(node.asked).as("a request is under way").isEmpty();
        node.now += NestBftSync.ANSWER_NANOS;
        tick();
        assertThat(node.asked).containsKey(1L);
        answer(1, 1);
        assertThat(node.isLevel).isTrue();
    }

    @Test
    void isBehindOnceAThirdOfThePeersHaveSentABlockAhead() {
        assertThat(sync.isBehind(key(0), 5)).isFalse();
        assertThat(sync.isBehind(key(0), 5)).as("the same again").isFalse();
        assertThat(sync.isBehind(key(1), 5)).isFalse();
        assertThat(sync.isRunning()).isFalse();
        assertThat(sync.isBehind(key(2), 5)).isTrue();
        assertThat(sync.isRunning()).isTrue();
        assertThat(node.polls).isEqualTo(1);
        assertThat(sync.isBehind(key(3), 5)).as("it is at it").isFalse();
    }

    @Test
    void isNotBehindIfTheBlockBetweenComesAfterAll() {
        sync.isBehind(key(0), 2);
        sync.isBehind(key(1), 2);
        ledger.commit(block(1));
        assertThat(sync.isBehind(key(2), 3)).isFalse();
        assertThat(sync.isBehind(key(3), 3)).isFalse();
        assertThat(sync.isBehind(key(4), 3)).isTrue();
    }

    private void poll(long highest) {
        sync.start();
        tick();
        sync.height(highest - 1);
        sync.height(highest);
        sync.height(highest - 1);
        tick();
    }

    private void tick() {
        node.now += node.wakesIn;
        sync.timer(node.now);
    }

    private void answer(long height, long peersHeight) {
        sync.block(node.asked.get(height), height, block(height), peersHeight);
    }

    private static Block block(long height) {
        NestBftVote vote = new NestBftVote(Kind.PRECOMMIT_VOTE, height, 0, 7 * height, 0);
        return new Block(vote.block(), 0, 0, NestBftFixture.certificate(COMMITTEE, vote, 0, 1, 2));
    }

    private static PublicKey key(int peer) {
        byte[] key = new byte[32];
        key[0] = (byte) peer;
        key[31] = 1;
        return PublicKey.of(KeyType.ED25519, key);
    }

    private final class Node implements NestBftSync.Port {
        private final List<PublicKey> peers = new ArrayList<>();
        private final Map<Long, PublicKey> asked = new LinkedHashMap<>();
        private final List<Long> refused = new ArrayList<>();
        private boolean isLevel;
        private long wakesIn;
        private long now;
        private int polls;

        @Override
        public List<PublicKey> peers() {
            return peers;
        }

        @Override
        public void poll() {
            polls++;
        }

        @Override
        public void ask(PublicKey peer, long height) {
            asked.put(height, peer);
        }

        @Override
        public void wake(long delayNanos) {
            wakesIn = delayNanos;
        }

        @Override
        public boolean commit(long height, Block block) {
            assertThat(height).isEqualTo(ledger.height() + 1);
            if (refused.contains(height)) {
                return false;
            }
            ledger.commit(block);
            return true;
        }

        @Override
        public void level() {
            isLevel = true;
        }
    }
}
