package dev.understory.scenario;

import java.util.List;
import java.util.OptionalLong;

/**
 * Who acts in a workload, and when.
 *
 * @param from who does: each of them at that pace, or one drawn anew each time
 * @param count how often at most
 * @param during the phases in which they do; always when empty
 */
public record Acting(Selector from, Pace pace, OptionalLong count, List<String> during) {
    public Acting {
        during = List.copyOf(during);
    }

    /** Valid examples. */
    public static Acting example(Draw draw) {
        return new Acting(draw.eachTime(), draw.pace(), draw.maybeNumber(), draw.phases());
    }

    /** Whom it is about. */
    public Whom whom() {
        return Whom.any(ActingKeys.FROM, from);
    }
}
