package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a node keeps over restarts of what it holds against and for others. Times are relative, in nanoseconds, because the
 * node's clock begins anew with the process.
 *
 * @param bans all but those that the configuration makes again, those made by people first, then oldest first
 * @param debts what identities are short of; whose last offence is oldest comes first
 * @param earned what identities have earned, in the same order
 * @param groups what groups of addresses are short of, in the same order at each level
 */
public record KeptStanding(
        List<KeptBan> bans,
        List<Points<PublicKey>> debts,
        List<Points<PublicKey>> earned,
        List<Points<AddressGroup>> groups) {
    /** The longest time that is kept: what was wrong by more, a clock perhaps, overflows nothing. */
    static final long CENTURY = TimeUnit.DAYS.toNanos(36_525);

    /** Nothing. */
    public static final KeptStanding NOTHING = new KeptStanding(List.of(), List.of(), List.of(), List.of());

    /**
     * A ban.
     *
     * @param age how long it has been in force
     * @param left how much longer it is; {@link BanList#FOREVER} for one without end
     */
    public record KeptBan(BanSubject subject, BanReason reason, long age, long left) {}

    /**
     * Points of somebody.
     *
     * @param age how long ago the next of them began to fade
     */
    public record Points<K>(K who, int count, long age) {}

    /** The same after so much more time; bans that are over by then are left out. */
    public KeptStanding after(long nanos) {
        return new KeptStanding(
                bans.stream()
                        .filter(ban -> ban.left() == BanList.FOREVER || ban.left() > nanos)
                        .map(ban -> new KeptBan(
                                ban.subject(),
                                ban.reason(),
                                later(ban.age(), nanos),
                                ban.left() == BanList.FOREVER ? BanList.FOREVER : ban.left() - nanos))
                        .toList(),
                later(debts, nanos),
                later(earned, nanos),
                later(groups, nanos));
    }

    private static <K> List<Points<K>> later(List<Points<K>> points, long nanos) {
        return points.stream()
                .map(each -> new Points<>(each.who(), each.count(), later(each.age(), nanos)))
                .toList();
    }

    private static long later(long age, long nanos) {
        return age > CENTURY - Math.min(nanos, CENTURY) ? CENTURY : age + nanos;
    }
}
