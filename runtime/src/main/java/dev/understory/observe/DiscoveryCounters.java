package dev.understory.observe;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.discovery.DiscoveryEvent.AnswerRefusal;
import dev.understory.discovery.DiscoveryEvent.Purpose;
import dev.understory.discovery.DiscoveryEvent.Unfit;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what happens in a node's search for peers, and knows how large its book is. Safe for any thread. */
final class DiscoveryCounters {
    private final EnumCounters<Single> single = new EnumCounters<>(Single.class);
    private final EnumCounters<Unfit> unfit = new EnumCounters<>(Unfit.class);
    private final EnumCounters<AnswerRefusal> refused = new EnumCounters<>(AnswerRefusal.class);
    private final EnumCounters<Purpose> answered = new EnumCounters<>(Purpose.class);
    private final EnumCounters<Purpose> unanswered = new EnumCounters<>(Purpose.class);
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong proven = new AtomicLong();
    private volatile boolean hearing;

    /** What is counted without a reason. */
    enum Single {
        ASKED,
        ANSWERED,
        REQUESTS_IGNORED,
        LEARNED,
        LEARNED_NEW,
        ROUNDS,
        REMOVED,
        BOOKS_DAMAGED,
        BOOKS_NOT_SAVED
    }

    void count(DiscoveryEvent event) {
        switch (event) {
            case DiscoveryEvent.BookLoaded loaded -> {}
            case DiscoveryEvent.BookDamaged damaged -> single.add(Single.BOOKS_DAMAGED, 1);
            case DiscoveryEvent.BookNotSaved failed -> single.add(Single.BOOKS_NOT_SAVED, 1);
            case DiscoveryEvent.BookChanged changed -> {
                told.set(changed.told());
                proven.set(changed.proven());
            }
            case DiscoveryEvent.Asked asked -> single.add(Single.ASKED, 1);
            case DiscoveryEvent.Learned learned -> {
                single.add(Single.LEARNED, learned.addresses());
                single.add(Single.LEARNED_NEW, learned.fresh());
            }
            case DiscoveryEvent.EntriesUnfit entries -> unfit.add(entries.reason(), entries.count());
            case DiscoveryEvent.AnswerRefused answer -> refused.add(answer.reason(), 1);
            case DiscoveryEvent.Answered request -> single.add(Single.ANSWERED, 1);
            case DiscoveryEvent.RequestIgnored request -> single.add(Single.REQUESTS_IGNORED, 1);
            case DiscoveryEvent.Dialled dial -> (dial.answered() ? answered : unanswered).add(dial.purpose(), 1);
            case DiscoveryEvent.Hearing change -> hearing = change.working();
            case DiscoveryEvent.Rotated rotated -> {}
            case DiscoveryEvent.RoundEnded round -> {
                single.add(Single.ROUNDS, 1);
                single.add(Single.REMOVED, round.removed());
            }
        }
    }

    boolean isHearing() {
        return hearing;
    }

    void collect(Map<String, Long> found) {
        put("book.told", told.get(), found);
        put("book.proven", proven.get(), found);
        put("discovery.hearing", hearing ? 1 : 0, found);
        single.collect("discovery.", found);
        unfit.collect("discovery.unfit.", found);
        refused.collect("discovery.refused.", found);
        answered.collect("discovery.reached.", found);
        unanswered.collect("discovery.unreached.", found);
    }

    private static void put(String name, long value, Map<String, Long> found) {
        if (value != 0) {
            found.put(name, value);
        }
    }
}
