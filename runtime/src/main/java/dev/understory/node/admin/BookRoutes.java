package dev.understory.node.admin;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.node.config.ConfigValues;
import dev.understory.peer.NodeCommand;
import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.BookPage;
import dev.understory.peerbook.PeerRecord;
import dev.understory.transport.NodeClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The addresses that a node knows of: counted, read a page at a time, and taken out. */
final class BookRoutes {
    private static final int ENTRIES = 100;

    private final AdminNode node;
    private final NodeClock clock;

    BookRoutes(AdminNode node, NodeClock clock) {
        this.node = node;
        this.clock = clock;
    }

    List<AdminRoutes.Route> routes() {
        return List.of(
                new AdminRoutes.Route(
                        "GET", "/v1/book", List.of("which", "after", "most"), request -> book(request.query())),
                new AdminRoutes.Route("POST", "/v1/book/remove", this::remove));
    }

    private CompletionStage<Map<String, Object>> book(AdminQuery query) {
        String which = query.text("which");
        Predicate<BookAddress> wanted = which == null ? all -> true : Naming.addresses(which);
        String last = query.text("after");
        BookAddress after = last == null ? null : address(last);
        int most = (int) query.number("most", ENTRIES, BookPage.MOST_ENTRIES);
        return node.<BookPage>askBook(replyTo -> new NodeCommand.GetBook(wanted, after, most, replyTo))
                .thenApply(page -> answer(page, clock.nowNanos()));
    }

    private static Map<String, Object> answer(BookPage page, long now) {
        List<Object> entries = new ArrayList<>();
        for (PeerRecord record : page.entries()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("address", record.address().toString());
            entry.put("tried", record.isTried());
            entry.put("source", record.source().toString());
            entry.put("seenAgoSeconds", ago(record.lastSeenNanos(), now));
            entry.put("dialledAgoSeconds", ago(record.lastTriedNanos(), now));
            entry.put("reachedAgoSeconds", ago(record.lastSuccessNanos(), now));
            entry.put("failedRounds", record.failures());
            entries.add(entry);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("new", page.fresh());
        answer.put("tried", page.tried());
        answer.put("bytes", page.bytes());
        answer.put("fitting", page.fitting());
        answer.put("entries", entries);
        answer.put(
                "next",
                page.more() && !page.entries().isEmpty()
                        ? page.entries().getLast().address().toString()
                        : null);
        return answer;
    }

    private static @Nullable Double ago(long nanos, long now) {
        return nanos == PeerRecord.NEVER ? null : Double.valueOf(AdminJson.seconds(now - nanos));
    }

    private CompletionStage<Map<String, Object>> remove(AdminRoutes.Request request) {
        String text = AdminInput.read(request.body(), List.of("which")).text("which");
        return unwanted(text)
                .thenCompose(
                        unwanted -> node.<Integer>askBook(replyTo -> new NodeCommand.RemoveFromBook(unwanted, replyTo)))
                .thenApply(removed -> {
                    if (removed == 0) {
                        throw new Refused(404, "the book has no address that is '" + Refused.shown(text) + "'");
                    }
                    return Map.of("removed", removed);
                });
    }

    /** First digits stand for one identity: the book is asked whether they do. */
    private CompletionStage<Predicate<BookAddress>> unwanted(String text) {
        Predicate<BookAddress> named = Naming.addresses(text);
        if (!Naming.isDigits(text)) {
            return CompletableFuture.completedFuture(named);
        }
        return node.<BookPage>askBook(replyTo -> new NodeCommand.GetBook(named, null, BookPage.MOST_ENTRIES, replyTo))
                .thenApply(page -> {
                    List<PublicKey> keys = page.entries().stream()
                            .map(entry -> entry.address().key())
                            .distinct()
                            .toList();
                    // Anchors that the book has nothing else of are not on the page.
                    return keys.isEmpty() ? named : Naming.addresses(text, keys);
                });
    }

    private static BookAddress address(String text) {
        try {
            PeerAddress address = ConfigValues.keyedAddress(text);
            return Naming.bookAddress(address);
        } catch (IllegalArgumentException wrong) {
            throw new Refused(400, "'after' must be the 'next' of the page before: " + wrong.getMessage());
        }
    }
}
