package dev.understory;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.function.Predicate;

/** Calls, constructors and method references that node code must not contain, each with what is wrong with it. */
final class BannedCalls {

    /** A family of calls: what they do, and how to tell one. */
    record Ban(String what, Predicate<AccessTarget> matches) {}

    /** What gives another answer in another run, on another machine or at another moment. */
    static final List<Ban> MACHINE_DEPENDENT = List.of(
            new Ban("read the clock", method("java.lang.System", "currentTimeMillis", "nanoTime")),
            new Ban("read the clock", overload("java.time.", "now", 0)),
            new Ban("read the clock", prefix("java.time.Clock", "system", "tick")),
            new Ban("read the clock", overload("java.util.Date", "<init>", 0)),
            new Ban("sleep", method("java.lang.Thread", "sleep")),
            new Ban(
                    "start threads",
                    method("java.lang.Thread", "<init>", "ofVirtual", "ofPlatform", "startVirtualThread")),
            new Ban("start threads", any("java.util.concurrent.Executors")),
            new Ban("start threads", any("java.util.Timer")),
            new Ban("start threads", any("java.util.concurrent.ForkJoinPool")),
            new Ban("leave the shard", asynchronous("java.util.concurrent.CompletableFuture")),
            new Ban("leave the shard", asynchronous("java.util.concurrent.CompletionStage")),
            new Ban("stream in parallel", named("java.util.", "parallelStream", "parallel")),
            new Ban("draw from an unnamed generator", any("java.util.concurrent.ThreadLocalRandom")),
            new Ban("draw from an unnamed generator", any("java.util.Random")),
            new Ban("draw from an unnamed generator", any("java.util.SplittableRandom")),
            new Ban("draw from an unnamed generator", any("java.security.SecureRandom")),
            new Ban("draw from an unnamed generator", method("java.lang.Math", "random")),
            new Ban("draw from an unnamed generator", method("java.lang.StrictMath", "random")),
            new Ban("draw from an unnamed generator", method("java.util.UUID", "randomUUID")),
            new Ban("shuffle with an unnamed generator", overload("java.util.Collections", "shuffle", 1)),
            new Ban("iterate in an order salted per JVM", method("java.util.Set", "of", "copyOf")),
            new Ban("iterate in an order salted per JVM", method("java.util.Map", "of", "ofEntries", "copyOf")),
            new Ban(
                    "iterate in an order salted per JVM",
                    method("java.util.stream.Collectors", "toUnmodifiableSet", "toUnmodifiableMap")),
            new Ban("hash by address", method("java.lang.System", "identityHashCode")),
            new Ban("hash by address", any("java.util.IdentityHashMap")));

    /** Pekko features that read the real clock or a thread's generator. */
    static final List<Ban> PEKKO_WITH_A_CLOCK = List.of(
            new Ban("ask with a timeout", any("org.apache.pekko.actor.typed.javadsl.AskPattern")),
            new Ban(
                    "ask with a timeout",
                    method("org.apache.pekko.actor.typed.javadsl.ActorContext", "ask", "askWithStatus")),
            new Ban("use the classic patterns", inPackage("org.apache.pekko.pattern")),
            new Ban("back off by Pekko's clock", named("org.apache.pekko.actor.typed.", "restartWithBackoff")),
            new Ban("route at random", named("org.apache.pekko.actor.typed.", "withRandomRouting")),
            new Ban(
                    "time a stream by Pekko's clock",
                    named(
                            "org.apache.pekko.stream.",
                            "throttle",
                            "idleTimeout",
                            "initialTimeout",
                            "completionTimeout",
                            "backpressureTimeout",
                            "keepAlive",
                            "delay",
                            "delayWith",
                            "initialDelay",
                            "takeWithin",
                            "dropWithin",
                            "groupedWithin",
                            "groupedWeightedWithin",
                            "tick")),
            new Ban("restart a stream by Pekko's clock", prefix("org.apache.pekko.stream.javadsl.Restart", "")));

    /** Starts an actor on the system's default dispatcher, which is not the thread of whoever starts it. */
    static final List<Ban> OFF_THE_DISPATCHER = List.of(
            new Ban(
                    "leave the parent's dispatcher",
                    overload("org.apache.pekko.actor.typed.javadsl.ActorContext", "spawn", 2)),
            new Ban(
                    "leave the parent's dispatcher",
                    overload("org.apache.pekko.actor.typed.javadsl.ActorContext", "spawnAnonymous", 1)));

    private BannedCalls() {}

    /** Accesses that fall under one of the bans. */
    static DescribedPredicate<JavaAccess<?>> anyOf(List<Ban> bans) {
        String what = String.join(", ", bans.stream().map(Ban::what).distinct().toList());
        return DescribedPredicate.describe(
                "it would " + what,
                access -> bans.stream().anyMatch(ban -> ban.matches().test(access.getTarget())));
    }

    private static Predicate<AccessTarget> any(String owner) {
        return target -> owns(target, owner);
    }

    private static Predicate<AccessTarget> method(String owner, String... names) {
        return target -> owns(target, owner) && List.of(names).contains(target.getName());
    }

    private static Predicate<AccessTarget> prefix(String owner, String... prefixes) {
        return target -> target.getOwner().getName().startsWith(owner)
                && List.of(prefixes).stream().anyMatch(target.getName()::startsWith);
    }

    private static Predicate<AccessTarget> named(String ownerPrefix, String... names) {
        return target -> target.getOwner().getName().startsWith(ownerPrefix)
                && List.of(names).contains(target.getName());
    }

    private static Predicate<AccessTarget> inPackage(String name) {
        return target -> target.getOwner().getPackageName().equals(name);
    }

    private static Predicate<AccessTarget> overload(String ownerPrefix, String name, int parameters) {
        return target -> target.getOwner().getName().startsWith(ownerPrefix)
                && target.getName().equals(name)
                && parameters(target).size() == parameters;
    }

    private static Predicate<AccessTarget> asynchronous(String owner) {
        return target -> owns(target, owner) && target.getName().endsWith("Async");
    }

    private static boolean owns(AccessTarget target, String owner) {
        return target.getOwner().getName().equals(owner);
    }

    private static List<JavaClass> parameters(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget codeUnit
                ? codeUnit.getRawParameterTypes()
                : List.of();
    }
}
