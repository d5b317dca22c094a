package dev.understory.admission;

import dev.understory.admission.ConnectionEntry.State;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Two ends and the links between them, as far as duplicates go: who has proven whom when, what was said and closed on each
 * link. Each thing that can happen next is a step, so that all orders can be tried. Time passes only when nothing else is
 * left to happen.
 */
final class DuplicateModel {
    private static final AdmissionPolicy POLICY = new AdmissionPolicy(9, 9, 99, 0, 99, 99);

    private enum Word {
        PING,
        PONG,
        CLOSE
    }

    /** What decides at an end. */
    interface Judge {
        List<Verdict> authenticated(int link, boolean dialled, byte[] peerKey);

        List<Verdict> ended(int link);

        List<Verdict> stood(int incumbent, int newcomer, boolean alive);

        List<Verdict> spoken(int link);

        boolean isAdmitted(int link);

        boolean isWaiting(int link);

        /** What else its future depends on. */
        String state();
    }

    private record Challenge(int end, int incumbent, int newcomer, boolean patient, boolean[] heard) {}

    record Step(char kind, int end, int link) {}

    /** One side of a link. */
    private static final class Side {
        final ArrayDeque<Word> incoming = new ArrayDeque<>();
        final List<Word> held = new ArrayList<>();
        boolean proven;
        boolean closed;
        boolean ended;
    }

    private final Judge[] judges = new Judge[2];
    private final byte[][] keys = new byte[2][];
    private final int[] diallers;
    /** How many of the first links end 1 knows nothing of, because it was restarted without a word. */
    private final int stale;

    private final Side[][] sides;
    private final List<Challenge> challenges = new ArrayList<>();
    private int quarters;
    int admissions;

    DuplicateModel(boolean lowerFirst, boolean canopy, int stale, int... diallers) {
        this.diallers = diallers;
        this.stale = stale;
        keys[0] = key(lowerFirst ? 1 : 2);
        keys[1] = key(lowerFirst ? 2 : 1);
        judges[0] = ours(0);
        judges[1] = canopy ? new CanopyPeerSet(keys[1]) : ours(1);
        sides = new Side[2][diallers.length];
        for (Side[] row : sides) {
            Arrays.setAll(row, link -> new Side());
        }
        for (int link = 0; link < stale; link++) {
            sides[1][link].ended = true;
            prove(0, link);
        }
    }

    private static byte[] key(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return key;
    }

    private Judge ours(int end) {
        AdmissionTable table = new AdmissionTable(PublicKey.of(KeyType.ED25519, keys[end]), POLICY);
        PublicKey peer = PublicKey.of(KeyType.ED25519, keys[1 - end]);
        return new Judge() {
            @Override
            public List<Verdict> authenticated(int link, boolean dialled, byte[] peerKey) {
                NetworkAddress address = NetworkAddress.of("10.0.0." + link);
                if (dialled) {
                    table.dial(link, address, true);
                    table.opened(link, address);
                } else {
                    table.accept(link, address, false);
                }
                return table.authenticated(link, peer, peerKey, true);
            }

            @Override
            public List<Verdict> ended(int link) {
                return table.ended(link);
            }

            @Override
            public List<Verdict> stood(int incumbent, int newcomer, boolean alive) {
                return table.stood(incumbent, newcomer, alive);
            }

            @Override
            public List<Verdict> spoken(int link) {
                return table.spoken(link);
            }

            @Override
            public boolean isAdmitted(int link) {
                ConnectionEntry entry = table.find(link);
                return entry != null && entry.state == State.ADMITTED;
            }

            @Override
            public boolean isWaiting(int link) {
                ConnectionEntry entry = table.find(link);
                return entry != null && entry.state == State.WAITING;
            }

            @Override
            public String state() {
                StringBuilder text = new StringBuilder();
                Rivals rivals = table.identities.find(peer);
                if (rivals != null && rivals.current() != null) {
                    text.append(rivals.current().spoken);
                }
                if (rivals != null) {
                    for (ConnectionEntry entry : rivals.waiting()) {
                        text.append(entry.id).append(entry.spoken ? 's' : '-').append(entry.overdue ? 'o' : '-');
                    }
                }
                return text.toString();
            }
        };
    }

    /** All that can happen next; empty when only time can pass. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int end = 0; end < 2; end++) {
            for (int link = 0; link < diallers.length; link++) {
                Side side = sides[end][link];
                if (side.ended) {
                    continue;
                }
                if (!side.proven && !side.closed) {
                    steps.add(new Step('a', end, link));
                }
                if (side.closed) {
                    steps.add(new Step('e', end, link));
                }
                if (!side.incoming.isEmpty()) {
                    steps.add(new Step('d', end, link));
                }
            }
        }
        return steps;
    }

    void perform(Step step) {
        Side side = sides[step.end][step.link];
        switch (step.kind) {
            case 'a' -> prove(step.end, step.link);
            case 'e' -> end(step.end, step.link);
            default -> hear(step.end, step.link, side.incoming.removeFirst());
        }
    }

    private void prove(int end, int link) {
        Side side = sides[end][link];
        side.proven = true;
        carryOut(end, judges[end].authenticated(link, diallers[link] == end, keys[1 - end]));
        if (judges[end].isWaiting(link) && !side.held.isEmpty()) {
            carryOut(end, judges[end].spoken(link));
        }
    }

    private void end(int end, int link) {
        Side side = sides[end][link];
        side.ended = true;
        side.incoming.clear();
        carryOut(end, judges[end].ended(link));
    }

    private void hear(int end, int link, Word word) {
        Side side = sides[end][link];
        if (word == Word.CLOSE) {
            close(end, link);
            end(end, link);
        } else if (judges[end].isAdmitted(link)) {
            carryOut(end, judges[end].spoken(link));
            if (word == Word.PING) {
                say(end, link, Word.PONG);
            }
            List<Challenge> answered = new ArrayList<>();
            for (Challenge challenge : challenges) {
                if (challenge.end == end && challenge.incumbent == link) {
                    challenge.heard[0] = true;
                    if (!challenge.patient) {
                        answered.add(challenge);
                    }
                }
            }
            challenges.removeAll(answered);
            answered.forEach(each -> carryOut(end, judges[end].stood(link, each.newcomer, true)));
        } else if (!side.closed) {
            if (!side.held.contains(word)) {
                side.held.add(word);
            }
            if (judges[end].isWaiting(link)) {
                carryOut(end, judges[end].spoken(link));
            }
        }
    }

    private void carryOut(int end, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            switch (verdict) {
                case Verdict.Admit(long id) -> {
                    admissions++;
                    int link = (int) id;
                    say(end, link, Word.PING);
                    List<Word> held = new ArrayList<>(sides[end][link].held);
                    sides[end][link].held.clear();
                    held.forEach(word -> hear(end, link, word));
                }
                case Verdict.Refuse(long id, CloseReason reason) -> close(end, (int) id);
                case Verdict.Close(long id, CloseReason reason) -> close(end, (int) id);
                case Verdict.Challenge(long id, long newcomer, boolean patient) -> {
                    challenges.add(new Challenge(end, (int) id, (int) newcomer, patient, new boolean[1]));
                    say(end, (int) id, Word.PING);
                }
            }
        }
    }

    private void close(int end, int link) {
        if (!sides[end][link].closed) {
            sides[end][link].closed = true;
            say(end, link, Word.CLOSE);
        }
    }

    private void say(int end, int link, Word word) {
        Side other = sides[1 - end][link];
        if (!other.ended && (word == Word.CLOSE || !sides[end][link].closed)) {
            // What was said and is not heard yet need not be said again.
            if (word != other.incoming.peekLast()) {
                other.incoming.addLast(word);
            }
        }
    }

    /** Nothing is left to happen at once: half a second, or more, passes. Returns how often that was. */
    int letTimePass() {
        switch (quarters % 6) {
            case 0, 2, 4 -> pings();
            case 1 -> timeOut(false);
            case 3 -> timeOut(true);
            default -> outlive();
        }
        return ++quarters;
    }

    private void pings() {
        for (int end = 0; end < 2; end++) {
            for (int link = 0; link < diallers.length; link++) {
                if (judges[end].isAdmitted(link) && !isSettled()) {
                    say(end, link, Word.PING);
                }
            }
        }
    }

    private void timeOut(boolean patient) {
        for (Challenge challenge : new ArrayList<>(challenges)) {
            if (challenge.patient == patient) {
                challenges.remove(challenge);
                if (patient && !challenge.heard[0]) {
                    challenges.add(new Challenge(
                            challenge.end, challenge.incumbent, challenge.newcomer, false, challenge.heard));
                }
                carryOut(
                        challenge.end,
                        judges[challenge.end].stood(challenge.incumbent, challenge.newcomer, challenge.heard[0]));
            }
        }
    }

    /** Stale links are missed at last. */
    private void outlive() {
        for (int link = 0; link < stale; link++) {
            if (!sides[0][link].ended) {
                end(0, link);
            }
        }
    }

    /** Whether both ends have one link, the same, and nothing else is left. */
    boolean isSettled() {
        int common = 0;
        for (int link = 0; link < diallers.length; link++) {
            boolean both = judges[0].isAdmitted(link) && judges[1].isAdmitted(link);
            boolean neither = sides[0][link].ended && sides[1][link].ended;
            if (!both && !neither) {
                return false;
            }
            common += both ? 1 : 0;
        }
        return common == 1;
    }

    /** All that the future depends on. */
    String fingerprint() {
        StringBuilder text = new StringBuilder().append(quarters);
        for (int end = 0; end < 2; end++) {
            text.append(judges[end].state());
            for (int link = 0; link < diallers.length; link++) {
                Side side = sides[end][link];
                text.append(judges[end].isAdmitted(link) ? 'A' : judges[end].isWaiting(link) ? 'W' : '-')
                        .append(side.proven ? 'p' : ' ')
                        .append(side.closed ? 'c' : ' ')
                        .append(side.ended ? 'e' : ' ')
                        .append(side.incoming)
                        .append(side.held);
            }
        }
        for (Challenge challenge : challenges) {
            text.append(challenge.end)
                    .append(challenge.incumbent)
                    .append(challenge.newcomer)
                    .append(challenge.heard[0]);
        }
        return text.toString();
    }
}
