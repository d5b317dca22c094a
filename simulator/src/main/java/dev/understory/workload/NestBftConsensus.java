package dev.understory.workload;

import dev.understory.workload.NestBftMessage.Kind;
import dev.understory.workload.NestBftRound.Proposal;
import dev.understory.workload.NestBftWorkload.NestBftMeters;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A validator of the NestBFT workload: its phase machine (wire.md, sections 8.1, 8.2). Every phase change goes through
 * {@link #enter}:
 *
 * <pre>
 * NEW_HEIGHT > ELECTION > ELECTION_VOTE > PROPOSE > PROPOSE_VOTE > PRECOMMIT > PRECOMMIT_VOTE > COMMIT > COMMIT_PROCESS
 * any of PROPOSE_VOTE..COMMIT_PROCESS > ROUND_INTERRUPT > PACEMAKER > ELECTION of a later round
 * any > NEW_HEIGHT when a block of this height is committed, be it one's own or one that a peer sent
 * any > JOINING when the node has fallen behind; JOINING > NEW_HEIGHT once it is level with the chain
 * </pre>
 *
 * What it may believe and vote for is {@link NestBftRound}'s to say, and which round comes next {@link NestBftPacemaker}'s.
 */
final class NestBftConsensus {
    private static final long PHASE_TIMER = 0;
    private static final long VOTE_TIMER = 1;
    private static final long GOSSIP_TIMER = 2;

    private final WorkloadContext context;
    private final NestBftWorkload.Settings settings;
    private final NestBftLedger ledger;
    private final NestBftMeters meters;
    private final Committee committee;
    private final int self;
    private final NestBftOutbox outbox;
    private final NestBftChain chain;
    private final NestBftPacemaker pacemaker;
    private final Map<Integer, NestBftRound> rounds = new LinkedHashMap<>();
    private NestBftPhase phase = NestBftPhase.JOINING;
    private long phaseStart;
    private long dueNanos;

    NestBftConsensus(
            WorkloadContext context,
            NestBftWorkload.Settings settings,
            NestBftLedger ledger,
            NestBftMeters meters,
            NestBftOutbox outbox,
            NestBftChain chain) {
        this.context = context;
        this.settings = settings;
        this.ledger = ledger;
        this.meters = meters;
        this.committee = settings.committee();
        this.self = committee.member(context.index());
        this.outbox = outbox;
        this.chain = chain;
        this.pacemaker = new NestBftPacemaker(committee);
    }

    /** The node takes part from the next height on, whose election is at that time. */
    void begin(long electionAt) {
        rounds.clear();
        pacemaker.newHeight();
        showRound();
        phase = NestBftPhase.NEW_HEIGHT;
        context.cancel(VOTE_TIMER);
        long start = settings.nextStart(electionAt);
        if (start < 0 || ledger.height() >= settings.heights()) {
            context.cancel(PHASE_TIMER);
            return;
        }
        dueNanos = start;
        schedule();
    }

    /** The node takes part from the next height on, together with the others. */
    void resume() {
        begin(nextElection());
    }

    /** The node takes no part until {@link #resume}. */
    void pause() {
        phase = NestBftPhase.JOINING;
        context.cancel(PHASE_TIMER);
        context.cancel(VOTE_TIMER);
    }

    void timer(long what) {
        if (what == PHASE_TIMER) {
            enter(nextPhase());
        } else if (what == VOTE_TIMER) {
            voteForProposal();
        } else if (what == GOSSIP_TIMER) {
            outbox.gossip(chain.message(Kind.BLOCK, ledger.height()), null);
        }
    }

    /** A member's message about the height that this node works on. */
    void heard(int member, NestBftMessage message) {
        if (message.kind() == Kind.ROUND_INTERRUPT) {
            pacemaker.claim(member, message.round());
        } else if (pacemaker.isNear(message.round())) {
            take(member, message);
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
            case PROPOSE_VOTE -> judgeProposal();
            case PRECOMMIT -> certify(Kind.PRECOMMIT, Kind.PROPOSE_VOTE);
            case PRECOMMIT_VOTE -> lockAndVote();
            case COMMIT -> certify(Kind.COMMIT, Kind.PRECOMMIT_VOTE);
            case COMMIT_PROCESS -> commitDecided();
            case PACEMAKER -> nextRound();
            case NEW_HEIGHT, ROUND_INTERRUPT, JOINING -> {}
        }
        if (phase == entered && entered != NestBftPhase.COMMIT_PROCESS) {
            dueNanos += settings.waitAfter(entered, pacemaker.round());
            schedule();
        }
    }

    private void schedule() {
        context.schedule(PHASE_TIMER, dueNanos - context.now());
    }

    /**
     * When the next height begins: the wait of NEW_HEIGHT after the moment at which the leader meant all to commit, so that
     * heights begin together; after now, if that moment is a block time ago or there is no block yet
     * (wire.md, section 8.2).
     */
    private long nextElection() {
        long wait = settings.waitAfter(NestBftPhase.NEW_HEIGHT, 0);
        long age = ledger.height() == 0
                ? 0
                : context.now() - ledger.block(ledger.height()).commitAt();
        return context.now() + Math.max(0, age < settings.blockNanos() ? wait - age : wait);
    }

    private void announce() {
        if (current().isCandidate(self)) {
            int round = pacemaker.round();
            toAll(NestBftMessage.plain(Kind.ELECTION, height(), round, committee.lot(height(), round, self)));
        }
    }

    private void elect() {
        NestBftRound now = current();
        int leader =
                now.bestCandidate() >= 0 ? now.bestCandidate() : committee.fallbackLeader(height(), pacemaker.round());
        NestBftCertificate lock = ledger.lock();
        long signature = committee.signature(self, now.vote(Kind.ELECTION_VOTE, 0, leader));
        long block = lock == null ? 0 : lock.vote().block();
        toLeader(
                leader,
                new NestBftMessage(
                        Kind.ELECTION_VOTE, height(), pacemaker.round(), block, 0, 0, signature, null, lock));
    }

    private void propose() {
        NestBftRound now = current();
        NestBftCertificate mandate = now.mandate();
        if (mandate == null) {
            return;
        }
        NestBftCertificate lock = ledger.lock();
        long block = lock == null ? newBlock() : lock.vote().block();
        now.lead(self, block);
        toAll(new NestBftMessage(Kind.PROPOSE, height(), pacemaker.round(), block, context.now(), 0, 0, mandate, lock));
    }

    /** A number for a new block: nobody else makes the same. Never 0. */
    private long newBlock() {
        return Committee.mix(Committee.mix(height() * 1024 + pacemaker.round()) + self) | 1;
    }

    private void judgeProposal() {
        NestBftRound now = current();
        now.votesFrom(context.now());
        if (now.accept(ledger.lock()) == null) {
            interrupt();
        } else {
            context.schedule(VOTE_TIMER, settings.executionNanos());
        }
    }

    private void voteForProposal() {
        Proposal proposal = current().accepted();
        if (proposal != null) {
            vote(Kind.PROPOSE_VOTE, proposal);
        }
    }

    /** The leader sends a certificate if it has the votes for it. */
    private void certify(Kind kind, Kind votes) {
        NestBftRound now = current();
        Proposal proposal = now.accepted();
        if (!now.isLeader() || proposal == null || proposal.leader() != self) {
            return;
        }
        NestBftCertificate certificate = now.certificate(votes);
        if (certificate == null) {
            interrupt();
            return;
        }
        int round = pacemaker.round();
        long commitAt = kind == Kind.COMMIT ? phaseStart + settings.waitAfter(NestBftPhase.COMMIT, round) : 0;
        toAll(new NestBftMessage(
                kind, height(), round, proposal.block(), proposal.proposedAt(), commitAt, 0, certificate, null));
    }

    private void lockAndVote() {
        NestBftRound now = current();
        now.votesFrom(context.now());
        Proposal proposal = now.accepted();
        NestBftCertificate precommit = now.precommit();
        if (proposal == null || precommit == null) {
            interrupt();
        } else {
            ledger.lock(precommit);
            vote(Kind.PRECOMMIT_VOTE, proposal);
        }
    }

    private void vote(Kind kind, Proposal proposal) {
        long block = proposal.block();
        long signature = committee.signature(self, current().vote(kind, block, proposal.leader()));
        toLeader(
                proposal.leader(),
                new NestBftMessage(kind, height(), pacemaker.round(), block, 0, 0, signature, null, null));
    }

    private void commitDecided() {
        NestBftMessage decision = current().commit();
        NestBftCertificate certificate = decision == null ? null : decision.certificate();
        if (decision == null || certificate == null) {
            interrupt();
            return;
        }
        chain.commit(NestBftChain.block(decision, certificate));
        resume();
        outbox.gossip(chain.message(Kind.BLOCK, ledger.height()), null);
        context.schedule(GOSSIP_TIMER, settings.waitAfter(NestBftPhase.COMMIT, 0));
    }

    /** The round failed here: all are told, and its end is waited for. */
    private void interrupt() {
        int round = pacemaker.round();
        long end = phaseStart;
        for (NestBftPhase left = phase; left != NestBftPhase.COMMIT_PROCESS; left = left.next()) {
            end += settings.waitAfter(left, round);
        }
        phase = NestBftPhase.ROUND_INTERRUPT;
        context.recorder().count(meters.interrupts(), context.now(), 1);
        outbox.toCommittee(NestBftMessage.plain(Kind.ROUND_INTERRUPT, height(), round, 0));
        dueNanos = end;
        schedule();
    }

    private void nextRound() {
        int round = pacemaker.advance();
        showRound();
        rounds.keySet().removeIf(old -> old < round);
    }

    private void showRound() {
        context.recorder().gauge(meters.node().round(), pacemaker.round());
    }

    /** A lock that comes with a vote becomes this node's own if it is later: who leads may have to propose its block. */
    private void take(int member, NestBftMessage message) {
        NestBftCertificate lock = message.lock();
        if (message.kind() == Kind.ELECTION_VOTE && lock != null) {
            if (!NestBftRound.locks(committee, height(), lock)) {
                return;
            }
            ledger.lock(lock);
        }
        round(message.round())
                .take(member, message)
                .ifPresent(since -> context.recorder().sample(meters.quorumTime(), since, context.now() - since));
    }

    private long height() {
        return ledger.height() + 1;
    }

    private NestBftRound current() {
        return round(pacemaker.round());
    }

    private NestBftRound round(int number) {
        return rounds.computeIfAbsent(number, any -> new NestBftRound(committee, height(), number, self));
    }

    private void toAll(NestBftMessage message) {
        take(self, message);
        outbox.toCommittee(message);
    }

    private void toLeader(int leader, NestBftMessage vote) {
        if (leader == self) {
            take(self, vote);
        }
        outbox.toMember(leader, vote);
    }
}
