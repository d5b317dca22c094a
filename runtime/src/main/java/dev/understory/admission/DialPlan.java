package dev.understory.admission;

import dev.understory.transport.DialEvent.DialFailed;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;

/**
 * One dial: the addresses of a host one after the other, in the order given, each with an equal share of the time that is
 * left then, until one answers. What one leaves of its share goes to those that follow it. Sans IO.
 *
 * <pre>
 *   input     when                                       step
 *   begin                                                Try the first address
 *   a try     an address follows and some time is left   Try it
 *   failed    otherwise                                  GiveUp, for the reason why the last try failed
 * </pre>
 */
public final class DialPlan {
    /** What to do next. */
    public sealed interface Step {
        /** Open a link to the address within that time. */
        record Try(Endpoint address, Duration share) implements Step {}

        /** The dial has failed. */
        record GiveUp(DialFailed outcome) implements Step {}
    }

    private final Endpoint remote;
    private final List<Endpoint> addresses;
    private final long deadline;
    private int next;

    /**
     * A dial that begins now.
     *
     * @param remote what the dial is for, a host name or the only address
     * @param addresses of {@code remote}, at least one
     * @param timeout for all of them together
     */
    public DialPlan(Endpoint remote, List<Endpoint> addresses, Duration timeout, long nowNanos) {
        this.remote = remote;
        this.addresses = addresses;
        this.deadline = nowNanos + timeout.toNanos();
    }

    /** The first try. */
    public Step.Try begin(long nowNanos) {
        return tryNext(deadline - nowNanos);
    }

    /** The last try has failed. */
    public Step failed(DialFailed failed, long nowNanos) {
        long left = deadline - nowNanos;
        return next < addresses.size() && left > 0
                ? tryNext(left)
                : new Step.GiveUp(new DialFailed(remote, failed.reason(), failed.detail() + suffix()));
    }

    private Step.Try tryNext(long leftNanos) {
        Duration share = Duration.ofNanos(leftNanos / (addresses.size() - next));
        return new Step.Try(addresses.get(next++), share);
    }

    /** Says which host name an address belongs to, for people who gave the name; empty if they gave the address. */
    private String suffix() {
        boolean isNamed = !addresses.get(0).host().equals(remote.host());
        String which = addresses.size() == 1 ? "the address" : "the last of " + next + " addresses";
        return isNamed ? " (" + which + " of " + remote.host() + ")" : "";
    }
}
