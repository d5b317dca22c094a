package dev.understory.discovery;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.wire.Bytes;
import java.time.Duration;

/** What a {@link Discovery} wants done, in the order of its list. */
sealed interface DiscoveryEffect {
    /** Tell the operator. */
    record Emit(DiscoveryEvent event) implements DiscoveryEffect {}

    /** Send a message on that connection; whether it gets there is of no matter. */
    record Send(long connection, Topic topic, Bytes message) implements DiscoveryEffect {}

    /** That peer did that. */
    record Report(PublicKey peer, Offence offence) implements DiscoveryEffect {}

    /** That peer did that well. */
    record Commend(PublicKey peer, Credit credit) implements DiscoveryEffect {}

    /** Dial for a connection; the answer is {@link Discovery#dialled}. A key in the address is insisted on. */
    record Dial(long request, PeerAddress address) implements DiscoveryEffect {}

    /** Dial to see whether somebody is there; the answer is {@link Discovery#dialled}. */
    record Probe(long request, PeerAddress address) implements DiscoveryEffect {}

    /** Say who of the peers that we dialled has only stayed; the answer is {@link Discovery#idle}. */
    record AskForIdle(Duration stay, Duration idle) implements DiscoveryEffect {}

    /** That peer makes room for another, if it is one that may. */
    record LetGo(PublicKey peer) implements DiscoveryEffect {}

    /** That peer has served its purpose. */
    record Disconnect(PublicKey peer) implements DiscoveryEffect {}

    /** Store the book; what failed is told to {@link KeptBook#notSaved}. */
    record Save(Bytes document) implements DiscoveryEffect {}
}
