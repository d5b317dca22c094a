package dev.understory.node.admin;

import dev.understory.identity.PublicKey;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.ReloadAnswer;
import dev.understory.node.inspect.InspectorActor;
import dev.understory.node.inspect.LimitHits;
import dev.understory.node.inspect.NodeReport;
import dev.understory.node.inspect.NodeState;
import dev.understory.peer.NodeCommand;
import dev.understory.peerbook.BookPage;
import dev.understory.reputation.Standing;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * The node that is administered.
 *
 * @param id who it is
 * @param config what it goes by
 * @param listening where it accepts peers; null for nowhere
 * @param state what its events say of it
 * @param events the last of them
 * @param hits how often its limits were hit
 * @param defects how many defects there were
 * @param reload has it read its configuration file again
 * @param system where it runs, and who is asked
 * @param inspector who knows how its peers stand
 */
public record AdminNode(
        PublicKey id,
        Supplier<NodeConfig> config,
        @Nullable Endpoint listening,
        NodeState state,
        EventRing events,
        LimitHits hits,
        LongSupplier defects,
        Supplier<CompletionStage<ReloadAnswer>> reload,
        ActorSystem<NodeCommand> system,
        ActorRef<InspectorActor.Command> inspector) {
    /** How long the node may take to answer. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** Addresses of the book whose identities digits are compared with. */
    private static final int MOST_MEANT = 100;

    <T> CompletionStage<T> ask(Function<ActorRef<T>, NodeCommand> question) {
        return AskPattern.<NodeCommand, T>ask(system, question::apply, ANSWER, system.scheduler());
    }

    <T> CompletionStage<T> askBook(Function<ActorRef<T>, NodeCommand.ForBook> question) {
        return AskPattern.<NodeCommand, T>ask(system, question::apply, ANSWER, system.scheduler());
    }

    /** Identities that the node knows of and that a text may mean, if it may be the first digits of one: of peers, scores and the book. */
    CompletionStage<Set<PublicKey>> identities(String text) {
        if (!Naming.isDigits(text)) {
            return CompletableFuture.completedFuture(Set.of());
        }
        String digits = text.toLowerCase(Locale.ROOT);
        return this.<List<PeerInfo>>ask(NodeCommand.GetPeers::new)
                .thenCombine(this.<List<Standing>>ask(NodeCommand.GetStandings::new), (peers, standings) -> {
                    Set<PublicKey> known = new TreeSet<>();
                    peers.forEach(peer -> known.add(peer.id()));
                    standings.forEach(standing -> known.add(standing.peer()));
                    return known;
                })
                .thenCombine(
                        this.<BookPage>askBook(replyTo -> new NodeCommand.GetBook(
                                address -> address.key().hex().startsWith(digits), null, MOST_MEANT, replyTo)),
                        (known, page) -> {
                            page.entries()
                                    .forEach(entry -> known.add(entry.address().key()));
                            return known;
                        });
    }

    CompletionStage<NodeReport> report() {
        return AskPattern.ask(inspector, InspectorActor.Inspect::new, ANSWER, system.scheduler());
    }
}
