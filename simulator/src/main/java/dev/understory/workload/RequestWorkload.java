package dev.understory.workload;

import dev.understory.crypto.RandomStream;
import dev.understory.identity.PublicKey;
import dev.understory.law.Distribution;
import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.mux.Topic;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Questions and answers: a node asks one of its peers, chosen by chance among those the scenario allows, and waits for an
 * answer of the size it asked for. No answer in time, no such peer, or the loss of the peer is a failure.
 */
public final class RequestWorkload implements SharedWorkload {
    /** Name of the time from a request to its answer. */
    public static final String LATENCY = "request.latency";

    /** Name of the success of a request: 1 if it was answered in time, else 0. */
    public static final String COMPLETED = "request.completed";

    /** Name of the counter of requests: one that has no success yet was not answered by the end. */
    public static final String ASKED = "request.asked";

    /** Bytes before the padding: workload, kind, number, size of the answer, time of the request. */
    public static final int HEADER = 2 + Integer.BYTES + Integer.BYTES + Long.BYTES;

    private static final byte QUESTION = 0;
    private static final byte ANSWER = 1;
    private static final int NUMBER = 2;
    private static final int ANSWER_SIZE = NUMBER + Integer.BYTES;
    private static final int ASKED_AT = ANSWER_SIZE + Integer.BYTES;
    private static final long NEXT_REQUEST = -1;

    private final Settings settings;
    private final List<Schedule> schedules;
    private final Meter latency;
    private final Meter completed;
    private final Meter asked;

    /**
     * What a request workload is.
     *
     * @param answering the nodes that may be asked
     * @param answerBytes the law of the size of an answer
     * @param largestAnswerBytes no answer is larger, whatever is drawn or asked for
     * @param timeoutNanos how long to wait for it
     */
    public record Settings(
            String name,
            Topic question,
            Topic answer,
            BitSet answering,
            Distribution answerBytes,
            long largestAnswerBytes,
            long timeoutNanos) {}

    /** A request workload; {@code schedules} says when each node asks, and with messages of what size. */
    public RequestWorkload(Settings settings, List<Schedule> schedules, MeterSet meters) {
        this.settings = settings;
        this.schedules = schedules;
        this.latency = meters.durations(LATENCY, settings.name(), "");
        this.completed = meters.declare(COMPLETED, Meter.Kind.SAMPLES, Meter.Unit.COUNT, settings.name(), "");
        this.asked = meters.counter(ASKED, settings.name(), "");
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(settings.question(), settings.answer());
    }

    @Override
    public Participant join(WorkloadContext context) {
        return new Asking(context, schedules.get(context.index()));
    }

    /** A request that waits for its answer. */
    private record Pending(PublicKey peer, long askedAt) {}

    /** One node's part: asks by its schedule, answers at once. */
    private final class Asking implements Participant {
        private final WorkloadContext context;
        private final Schedule schedule;
        private final RandomStream choice;
        private final RandomStream answerSize;
        private final Map<Long, Pending> pending = new LinkedHashMap<>();
        private int next;

        Asking(WorkloadContext context, Schedule schedule) {
            this.context = context;
            this.schedule = schedule;
            this.choice = context.random("peer");
            this.answerSize = context.random("answer-size");
        }

        @Override
        public void start() {
            next = schedule.firstFrom(context.now());
            scheduleNext();
        }

        @Override
        public void timer(long what) {
            if (what == NEXT_REQUEST) {
                ask(next);
                next++;
                scheduleNext();
            } else {
                fail(pending.remove(what));
            }
        }

        @Override
        public void delivered(PublicKey sender, Topic topic, Bytes message) {
            if (message.size() < HEADER) {
                return;
            }
            if (message.at(1) == QUESTION) {
                answer(sender, message);
                return;
            }
            long number = Fields.getInt(message, NUMBER);
            Pending request = pending.get(number);
            if (request != null && request.peer().equals(sender)) {
                pending.remove(number);
                context.cancel(number);
                context.recorder().sample(latency, request.askedAt(), context.now() - request.askedAt());
                context.recorder().sample(completed, request.askedAt(), 1);
            }
        }

        @Override
        public void lost(PublicKey peer) {
            Iterator<Map.Entry<Long, Pending>> all = pending.entrySet().iterator();
            while (all.hasNext()) {
                Map.Entry<Long, Pending> entry = all.next();
                if (entry.getValue().peer().equals(peer)) {
                    context.cancel(entry.getKey());
                    all.remove();
                    fail(entry.getValue());
                }
            }
        }

        private void ask(int number) {
            long now = context.now();
            context.recorder().count(asked, now, 1);
            List<PublicKey> candidates = new ArrayList<>();
            for (PeerInfo peer : context.peers()) {
                int index = context.directory().indexOf(peer.id());
                if (index >= 0 && settings.answering().get(index)) {
                    candidates.add(peer.id());
                }
            }
            if (candidates.isEmpty()) {
                context.recorder().sample(completed, now, 0);
                return;
            }
            PublicKey peer = candidates.get(choice.nextInt(candidates.size()));
            int answerBytes = (int) Math.min(
                    settings.largestAnswerBytes(), settings.answerBytes().drawLong(answerSize));
            byte[] message = header(QUESTION, number, now, schedule.size(number), answerBytes);
            pending.put((long) number, new Pending(peer, now));
            context.schedule(number, settings.timeoutNanos());
            context.send(peer, settings.question(), Bytes.wrap(message));
        }

        private void answer(PublicKey sender, Bytes question) {
            int size = Fields.getInt(question, ANSWER_SIZE);
            if (size >= 0 && size <= settings.largestAnswerBytes()) {
                long askedAt = Fields.getLong(question, ASKED_AT);
                byte[] message = header(ANSWER, Fields.getInt(question, NUMBER), askedAt, size, 0);
                context.send(sender, settings.answer(), Bytes.wrap(message));
            }
        }

        private byte[] header(byte kind, int number, long askedAt, int size, int answerBytes) {
            byte[] message = new byte[Math.max(HEADER, size)];
            message[0] = (byte) context.workload();
            message[1] = kind;
            Fields.putInt(message, NUMBER, number);
            Fields.putInt(message, ANSWER_SIZE, answerBytes);
            Fields.putLong(message, ASKED_AT, askedAt);
            return message;
        }

        private void fail(@Nullable Pending request) {
            if (request != null) {
                context.recorder().sample(completed, request.askedAt(), 0);
            }
        }

        private void scheduleNext() {
            if (next < schedule.count()) {
                context.schedule(NEXT_REQUEST, schedule.atNanos(next) - context.now());
            }
        }
    }
}
