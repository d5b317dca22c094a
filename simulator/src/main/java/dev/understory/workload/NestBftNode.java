package dev.understory.workload;

import dev.understory.application.Peer;
import dev.understory.identity.PublicKey;
import dev.understory.measure.Commits;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.workload.NestBftLedger.Block;
import dev.understory.workload.NestBftLedger.Lock;
import dev.understory.workload.NestBftMessage.Kind;
import dev.understory.workload.NestBftRound.Proposal;
import dev.understory.workload.NestBftWorkload.NestBftMeters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One node of the NestBFT workload (spec 8): its phase machine, its votes and what it knows of the rounds of the height it
 * works on. Every phase change goes through {@link #enter}:
 *
 * <pre>
 * NEW_HEIGHT > ELECTION > ELECTION_VOTE > PROPOSE > PROPOSE_VOTE > PRECOMMIT > PRECOMMIT_VOTE > COMMIT > COMMIT_PROCESS
 * any of ELECTION_VOTE..COMMIT_PROCESS > ROUND_INTERRUPT > PACEMAKER > ELECTION of a later round
 * any > NEW_HEIGHT when a block of this height is committed, be it one's own or one that a peer sent
 * </pre>
 */
final class NestBftNode implements Participant {
    /** Messages of rounds further ahead than this are not kept. */
    private static final int ROUNDS_AHEAD = 16;

    private static final long PHASE_TIMER = 0;
    private static final long VOTE_TIMER = 1;
    private static final long GOSSIP_TIMER = 2;
    private static final long CATCH_UP_TIMER = 3;

    private final Seat seat;
    private final NestBftWorkload.Settings settings;
    private final NestBftLedger ledger;
    private final NestBftMeters meters;
    private final Committee committee;
    private final int self;
    private final NestBftOutbox outbox;
    private final NestBftCatchUp catchUp;
    private final Map<Integer, NestBftRound> rounds = new LinkedHashMap<>();
    private final int[] claims;
    private NestBftPhase phase = NestBftPhase.JOINING;
    private int round;
    private long phaseStart;
    private long dueNanos;
    private long committedAt = -1;

    NestBftNode(Seat seat, NestBftWorkload.Settings settings, NestBftLedger ledger, NestBftMeters meters) {
        this.seat = seat;
        this.settings = settings;
        this.ledger = ledger;
        this.meters = meters;
        this.committee = settings.committee();
        this.self = committee.member(seat.index());
        this.claims = new int[committee.size()];
        this.outbox = new NestBftOutbox(seat, settings);
        this.catchUp = new NestBftCatchUp(seat, ledger, CATCH_UP_TIMER, this::ask);
    }

    @Override
    public void start() {
        seat.recorder().gauge(meters.node().height(), ledger.height());
        long begin = settings.windows().get(0);
        if (self < 0) {
            return;
        }
        long election = begin + settings.waitAfter(NestBftPhase.NEW_HEIGHT, 0);
        if (seat.now() <= election) {
            startHeight(election);
        } else {
            dueNanos = seat.now() + settings.blockNanos();
            schedule();
        }
    }

    @Override
    public void admitted(Peer peer) {
        if (seat.now() > settings.windows().get(0) + settings.waitAfter(NestBftPhase.NEW_HEIGHT, 0)) {
            outbox.send(peer.id(), Topic.BLOCK_REQUEST, message(Kind.HEIGHT_REQUEST, 0, 0));
        }
    }

    @Override
    public void timer(long what) {
        if (what == PHASE_TIMER) {
            enter(nextPhase());
        } else if (what == VOTE_TIMER) {
            voteForProposal();
        } else if (what == GOSSIP_TIMER) {
            outbox.gossip(blockMessage(Kind.BLOCK, ledger.height()), null);
        } else {
            catchUp.timedOut();
        }
    }

    private NestBftPhase nextPhase() {
        return switch (phase) {
            case JOINING, PACEMAKER -> NestBftPhase.ELECTION;
            case ROUND_INTERRUPT -> NestBftPhase.PACEMAKER;
            case NEW_HEIGHT,
                    ELECTION,
                    ELECTION_VOTE,
                    PROPOSE,
                    PROPOSE_VOTE,
                    PRECOMMIT,
                    PRECOMMIT_VOTE,
                    COMMIT,
                    COMMIT_PROCESS -> phase.next();
        };
    }

    /** The one way into a phase: its action, then the timer of the next. */
    private void enter(NestBftPhase entered) {
        phase = entered;
        phaseStart = dueNanos;
        switch (entered) {
            case ELECTION -> announce();
            case ELECTION_VOTE -> elect();
            case PROPOSE -> propose();
            case PROPOSE_VOTE -> {
                current().votesFrom(seat.now());
                seat.schedule(VOTE_TIMER, settings.executionNanos());
            }
            case PRECOMMIT -> certify(Kind.PRECOMMIT, current().proposePower());
            case PRECOMMIT_VOTE -> lockAndVote();
            case COMMIT -> certify(Kind.COMMIT, current().precommitPower());
            case COMMIT_PROCESS -> commitDecided();
            case PACEMAKER -> nextRound();
            case NEW_HEIGHT, ROUND_INTERRUPT, JOINING -> {}
        }
        if (phase == entered && entered != NestBftPhase.COMMIT_PROCESS) {
            dueNanos += settings.waitAfter(entered, round);
            schedule();
        }
    }

    private void schedule() {
        seat.schedule(PHASE_TIMER, dueNanos - seat.now());
    }

    private void startHeight(long electionAt) {
        rounds.clear();
        Arrays.fill(claims, -1);
        setRound(0);
        phase = NestBftPhase.NEW_HEIGHT;
        seat.cancel(VOTE_TIMER);
        long start = settings.nextStart(electionAt);
        if (start < 0 || ledger.height() >= settings.heights()) {
            seat.cancel(PHASE_TIMER);
            return;
        }
        dueNanos = start;
        schedule();
    }

    private void announce() {
        if (committee.isCandidate(height(), round, self)) {
            long lot = committee.lot(height(), round, self);
            NestBftMessage candidacy = message(Kind.ELECTION, 0, lot);
            take(self, candidacy);
            outbox.toCommittee(candidacy);
        }
    }

    private void elect() {
        NestBftRound now = current();
        int leader = now.bestCandidate() >= 0 ? now.bestCandidate() : committee.fallbackLeader(height(), round);
        Lock lock = ledger.lock(height());
        long block = lock == null ? 0 : lock.block();
        long lockRound = lock == null ? 0 : lock.round() + 1;
        toLeader(leader, message(Kind.ELECTION_VOTE, block, lockRound));
    }

    private void propose() {
        NestBftRound now = current();
        if (now.electionPower() < committee.quorum()) {
            return;
        }
        now.lead();
        long block = now.lockedRound() > 0 ? now.lockedBlock() : newBlock();
        NestBftMessage proposal = new NestBftMessage(
                Kind.PROPOSE, height(), round, block, seat.now(), now.lockedRound(), now.electionPower());
        take(self, proposal);
        outbox.toCommittee(proposal);
    }

    /** A number for a new block: nobody else makes the same. Never 0. */
    private long newBlock() {
        return Committee.mix(Committee.mix(height() * 1024 + round) + self) | 1;
    }

    private void voteForProposal() {
        Proposal proposal = current().proposal();
        if (proposal == null || !isSafe(proposal)) {
            interrupt();
        } else {
            toLeader(proposal.leader(), message(Kind.PROPOSE_VOTE, proposal.block(), 0));
        }
    }

    /** A locked replica votes for its own block, or for one that was locked later. */
    private boolean isSafe(Proposal proposal) {
        Lock lock = ledger.lock(height());
        return lock == null || lock.block() == proposal.block() || proposal.lockRound() > lock.round() + 1;
    }

    /** The leader sends a certificate if it has the votes for it. */
    private void certify(Kind kind, long power) {
        NestBftRound now = current();
        Proposal proposal = now.proposal();
        if (!now.isLeader() || proposal == null) {
            return;
        }
        if (power < committee.quorum()) {
            interrupt();
            return;
        }
        long commitAt = kind == Kind.COMMIT ? phaseStart + settings.waitAfter(NestBftPhase.COMMIT, round) : 0;
        NestBftMessage certificate =
                new NestBftMessage(kind, height(), round, proposal.block(), proposal.proposedAt(), commitAt, power);
        if (kind == Kind.PRECOMMIT) {}
        take(self, certificate);
        outbox.toCommittee(certificate);
    }

    private void lockAndVote() {
        NestBftRound now = current();
        now.votesFrom(seat.now());
        Proposal proposal = now.proposal();
        if (proposal == null || !now.isPrecommitted()) {
            interrupt();
        } else {
            ledger.lock(new Lock(height(), round, proposal.block()));
            toLeader(proposal.leader(), message(Kind.PRECOMMIT_VOTE, proposal.block(), 0));
        }
    }

    private void commitDecided() {
        NestBftMessage decision = current().commit();
        if (decision == null) {
            interrupt();
            return;
        }
        commit(decision);
        outbox.gossip(blockMessage(Kind.BLOCK, ledger.height()), null);
        seat.schedule(GOSSIP_TIMER, settings.waitAfter(NestBftPhase.COMMIT, 0));
    }

    /** The round failed here: all are told, and its end is waited for. */
    private void interrupt() {
        long end = phaseStart;
        for (NestBftPhase left = phase; left != NestBftPhase.COMMIT_PROCESS; left = left.next()) {
            end += settings.waitAfter(left, round);
        }
        phase = NestBftPhase.ROUND_INTERRUPT;
        seat.recorder().count(meters.interrupts(), seat.now(), 1);
        claims[self] = Math.max(claims[self], round);
        outbox.toCommittee(message(Kind.ROUND_INTERRUPT, 0, 0));
        dueNanos = end;
        schedule();
    }

    /** On to the next round, or to the highest that members with more than a third of the power claim. */
    private void nextRound() {
        setRound(Math.max(round + 1, committee.highestClaimed(claims)));
        rounds.keySet().removeIf(old -> old < round);
    }

    private void setRound(int next) {
        round = next;
        seat.recorder().gauge(meters.node().round(), next);
    }

    private void commit(NestBftMessage decision) {
        long now = seat.now();
        Block block = new Block(
                decision.block(), decision.round(), decision.proposedAt(), decision.extra(), decision.power());
        ledger.commit(block);
        if (block.power() < committee.quorum()) {
            seat.recorder().count(meters.weak(), now, 1);
        }
        seat.recorder().committed(seat.workload(), new Commits.Commit(ledger.height(), block.id(), block.round(), now));
        seat.recorder().gauge(meters.node().height(), ledger.height());
        if (self >= 0) {
            seat.recorder().sample(meters.commitLatency(), block.proposedAt(), now - block.proposedAt());
            if (committedAt >= 0) {
                seat.recorder().sample(meters.blockInterval(), committedAt, now - committedAt);
            }
            long late = now - block.commitAt();
            long since = late >= 0 && late < settings.blockNanos() ? late : 0;
            startHeight(now + Math.max(0, settings.waitAfter(NestBftPhase.NEW_HEIGHT, 0) - since));
        }
        committedAt = now;
    }

    @Override
    public void delivered(PublicKey sender, Topic topic, Bytes bytes) {
        NestBftMessage message = NestBftMessage.decode(bytes);
        if (message == null) {
            return;
        }
        switch (message.kind()) {
            case BLOCK -> onBlock(sender, message);
            case BLOCK_ANSWER -> onBlockAnswer(sender, message);
            case BLOCK_REQUEST -> onBlockRequest(sender, message);
            case HEIGHT_REQUEST -> outbox.send(sender, Topic.BLOCK, heightAnswer());
            case HEIGHT_ANSWER -> catchUp.heardOf(sender, message.height());
            case ELECTION, ELECTION_VOTE, PROPOSE, PROPOSE_VOTE, PRECOMMIT, PRECOMMIT_VOTE, COMMIT, ROUND_INTERRUPT ->
                onConsensus(sender, message);
        }
    }

    private void onConsensus(PublicKey sender, NestBftMessage message) {
        int member = committee.member(seat.directory().indexOf(sender));
        if (self < 0 || member < 0 || message.height() < height()) {
            return;
        }
        if (message.height() > height()) {
            catchUp.heardOf(sender, message.height() - 1);
        } else if (message.kind() == Kind.ROUND_INTERRUPT) {
            claims[member] = Math.max(claims[member], message.round());
        } else if (message.round() >= round && message.round() <= round + ROUNDS_AHEAD) {
            take(member, message);
        }
    }

    private void take(int member, NestBftMessage message) {
        NestBftRound of = rounds.computeIfAbsent(message.round(), any -> new NestBftRound(committee));
        of.take(member, message)
                .ifPresent(since -> seat.recorder().sample(meters.quorumTime(), since, seat.now() - since));
    }

    private void onBlock(PublicKey sender, NestBftMessage block) {
        if (block.height() > height()) {
            catchUp.heardOf(sender, block.height());
        } else if (block.height() == height() && block.power() >= committee.quorum()) {
            NestBftRound of = rounds.get(round);
            if (of != null && of.commit() != null && phase.ordinal() < NestBftPhase.COMMIT_PROCESS.ordinal()) {
                return; // this node has the certificate too: its own timer commits, and then it gossips
            }
            commit(block);
            outbox.gossip(blockMessage(Kind.BLOCK, ledger.height()), sender);
        }
    }

    private void onBlockAnswer(PublicKey sender, NestBftMessage block) {
        if (block.height() == height() && block.power() >= committee.quorum()) {
            commit(block);
        }
        catchUp.answered(sender);
    }

    private void onBlockRequest(PublicKey sender, NestBftMessage request) {
        if (request.height() >= 1 && request.height() <= ledger.height()) {
            outbox.send(sender, Topic.BLOCK, blockMessage(Kind.BLOCK_ANSWER, request.height()));
        }
    }

    private void ask(PublicKey peer, long height) {
        outbox.send(peer, Topic.BLOCK_REQUEST, new NestBftMessage(Kind.BLOCK_REQUEST, height, 0, 0, 0, 0, 0));
    }

    private NestBftMessage blockMessage(Kind kind, long height) {
        Block block = ledger.block(height);
        return new NestBftMessage(
                kind, height, block.round(), block.id(), block.proposedAt(), block.commitAt(), block.power());
    }

    private NestBftMessage heightAnswer() {
        return new NestBftMessage(Kind.HEIGHT_ANSWER, ledger.height(), 0, 0, 0, 0, 0);
    }

    private NestBftMessage message(Kind kind, long block, long extra) {
        return new NestBftMessage(kind, height(), round, block, 0, extra, 0);
    }

    private long height() {
        return ledger.height() + 1;
    }

    private NestBftRound current() {
        return rounds.computeIfAbsent(round, any -> new NestBftRound(committee));
    }

    private void toLeader(int leader, NestBftMessage vote) {
        if (leader == self) {
            take(self, vote);
        } else {
            outbox.toMember(leader, vote);
        }
    }
}
