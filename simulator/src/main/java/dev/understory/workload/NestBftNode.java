package dev.understory.workload;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import dev.understory.workload.NestBftLedger.Block;
import dev.understory.workload.NestBftMessage.Kind;
import dev.understory.workload.NestBftWorkload.NestBftMeters;
import java.util.List;

/**
 * One node of the NestBFT workload (wire.md, sections 7.3, 7.4, 8): takes blocks and passes them on, gets those it
 * misses by {@link NestBftSync}, and has a part in {@link NestBftConsensus} if it is a validator.
 */
final class NestBftNode implements Participant, NestBftSync.Port {
    /** The timers before it are those of {@link NestBftConsensus}. */
    private static final long SYNC_TIMER = 3;

    private final WorkloadContext context;
    private final NestBftWorkload.Settings settings;
    private final NestBftLedger ledger;
    private final NestBftMeters meters;
    private final Committee committee;
    private final int self;
    private final NestBftOutbox outbox;
    private final NestBftChain chain;
    private final NestBftSync sync;
    private final NestBftConsensus consensus;
    private final NestBftQuota served = new NestBftQuota();

    NestBftNode(
            WorkloadContext context, NestBftWorkload.Settings settings, NestBftLedger ledger, NestBftMeters meters) {
        this.context = context;
        this.settings = settings;
        this.ledger = ledger;
        this.meters = meters;
        this.committee = settings.committee();
        this.self = committee.member(context.index());
        this.outbox = new NestBftOutbox(context, settings);
        this.chain = new NestBftChain(context, settings, ledger, meters);
        this.sync = new NestBftSync(ledger, context.random("catch-up"), this);
        this.consensus = new NestBftConsensus(context, settings, ledger, meters, outbox, chain);
    }

    @Override
    public void start() {
        context.recorder().gauge(meters.node().height(), ledger.height());
        long election = settings.windows().get(0) + settings.waitAfter(NestBftPhase.NEW_HEIGHT, 0);
        if (context.now() > election && !isAlone()) {
            sync.start();
        } else if (self >= 0) {
            consensus.begin(Math.max(election, context.now()));
        }
    }

    /** Where the chain ends no next block tells a peer that was away what it missed: the last one does. */
    @Override
    public void admitted(PeerInfo peer) {
        if (ledger.height() >= settings.heights() && !sync.isRunning()) {
            outbox.send(peer.id(), Topic.BLOCK, chain.message(Kind.BLOCK, ledger.height()));
        }
    }

    @Override
    public void timer(long what) {
        if (what == SYNC_TIMER) {
            sync.timer(context.now());
        } else {
            consensus.timer(what);
        }
    }

    @Override
    public void delivered(PublicKey sender, Topic topic, Bytes bytes) {
        if (NestBftMessage.isBlockBelow(bytes, height())) {
            return;
        }
        NestBftMessage message = NestBftMessage.decode(bytes);
        if (message == null) {
            return;
        }
        switch (message.kind()) {
            case BLOCK -> onBlock(sender, message);
            case BLOCK_ANSWER -> onBlockAnswer(sender, message);
            case BLOCK_REQUEST -> onBlockRequest(sender, message);
            case HEIGHT_REQUEST -> onHeightRequest(sender);
            case HEIGHT_ANSWER -> sync.height(message.height());
            case ELECTION, ELECTION_VOTE, PROPOSE, PROPOSE_VOTE, PRECOMMIT, PRECOMMIT_VOTE, COMMIT, ROUND_INTERRUPT ->
                onConsensus(sender, message, bytes);
        }
    }

    private void onConsensus(PublicKey sender, NestBftMessage message, Bytes bytes) {
        if (self < 0 || sync.isRunning()) {
            return;
        }
        int member = outbox.author(sender, message, bytes);
        if (member >= 0 && message.height() == height()) {
            consensus.heard(member, message);
        }
    }

    private void onBlock(PublicKey sender, NestBftMessage message) {
        NestBftCertificate certificate = message.certificate();
        if (certificate == null || sync.isRunning()) {
            return;
        }
        Block block = NestBftChain.block(message, certificate);
        if (!chain.isDecided(message.height(), block)) {
            return;
        }
        if (message.height() == height()) {
            chain.commit(block);
            if (self >= 0) {
                consensus.resume();
            }
            outbox.gossip(chain.message(Kind.BLOCK, ledger.height()), sender);
        } else if (sync.isBehind(sender, message.height())) {
            consensus.pause();
        }
    }

    private void onBlockAnswer(PublicKey sender, NestBftMessage message) {
        NestBftCertificate certificate = message.certificate();
        if (certificate != null) {
            sync.block(sender, message.height(), NestBftChain.block(message, certificate), message.extra());
        }
    }

    private void onBlockRequest(PublicKey sender, NestBftMessage request) {
        if (request.height() >= 1 && request.height() <= ledger.height() && serves(sender)) {
            outbox.send(sender, Topic.BLOCK, chain.message(Kind.BLOCK_ANSWER, request.height()));
        }
    }

    private void onHeightRequest(PublicKey sender) {
        if (serves(sender)) {
            outbox.send(sender, Topic.BLOCK, NestBftMessage.plain(Kind.HEIGHT_ANSWER, ledger.height(), 0, 0));
        }
    }

    private boolean serves(PublicKey peer) {
        boolean serves = !served.isUsedUp(peer, context.now());
        served.use(peer, context.now());
        return serves;
    }

    @Override
    public List<PublicKey> peers() {
        return context.peers().stream().map(PeerInfo::id).toList();
    }

    @Override
    public void poll() {
        peers().forEach(peer ->
                outbox.send(peer, Topic.BLOCK_REQUEST, NestBftMessage.plain(Kind.HEIGHT_REQUEST, 0, 0, 0)));
    }

    @Override
    public void ask(PublicKey peer, long height) {
        outbox.send(peer, Topic.BLOCK_REQUEST, NestBftMessage.plain(Kind.BLOCK_REQUEST, height, 0, 0));
    }

    @Override
    public void wake(long delayNanos) {
        context.schedule(SYNC_TIMER, delayNanos);
    }

    @Override
    public boolean commit(long height, Block block) {
        boolean decided = chain.isDecided(height, block);
        if (decided) {
            chain.commit(block);
        }
        return decided;
    }

    @Override
    public void level() {
        if (self >= 0) {
            consensus.resume();
        }
    }

    private boolean isAlone() {
        return self >= 0 && committee.size() == 1;
    }

    private long height() {
        return ledger.height() + 1;
    }
}
