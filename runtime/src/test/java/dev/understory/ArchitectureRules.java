package dev.understory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules of the architecture that a compiler does not check, for the packages below one root. The root is
 * {@code dev.understory}, or the root of the fixtures that break the rules.
 */
public final class ArchitectureRules {

    /** The runtime's packages from the ground up: a package may use those before it, never those after it. */
    public static final List<String> RUNTIME_ORDER = List.of(
            "identity",
            "crypto",
            "wire",
            "handshake",
            "frame",
            "mux",
            "limits",
            "reputation",
            "peerbook",
            "transport",
            "store",
            "session",
            "admission",
            "connection",
            "peer",
            "discovery",
            "dissemination",
            "application",
            "mailbox",
            "amqp",
            "sphinx",
            "overlay",
            "observe",
            "node");

    /** The simulator's, above all of the runtime's. */
    public static final List<String> SIMULATOR_ORDER = List.of(
            "csv",
            "law",
            "engine",
            "cpu",
            "disk",
            "network",
            "measure",
            "workload",
            "service",
            "attack",
            "timeline",
            "scenario",
            "churn",
            "fault",
            "load",
            "metric",
            "assault",
            "check",
            "plan",
            "run",
            "report",
            "dashboard",
            "cluster",
            "cli");

    /** Packages of protocol machines: no IO, no actors, no log. */
    public static final List<String> MACHINES = List.of(
            "identity",
            "crypto",
            "wire",
            "handshake",
            "frame",
            "mux",
            "limits",
            "reputation",
            "peerbook",
            "session",
            "admission",
            "dissemination");

    /** The rooms of a node, from the ground up. */
    public static final List<String> NODE_ORDER = List.of(
            "node.config",
            "node.key",
            "node",
            "node.inspect",
            "node.http",
            "node.metrics",
            "node.admin",
            "node.embed",
            "node.cli");

    private static final List<String> ADAPTER_PACKAGES =
            List.of("tcp", "file", "key", "http", "metrics", "admin", "embed", "cli");

    private final String root;
    private final List<String> adapterClasses;

    /**
     * Rules for the packages below a root.
     *
     * @param root the package that holds {@code identity}, {@code wire} and the others
     * @param adapterClasses full names of classes outside the adapter packages that touch the world all the same; classes
     *     nested in them count with them
     */
    public ArchitectureRules(String root, List<String> adapterClasses) {
        this.root = root;
        this.adapterClasses = List.copyOf(adapterClasses);
    }

    /** The classes of one module's production code, whether Maven compiled them or an editor's quick build did. */
    public static JavaClasses productionClasses(String module) {
        Pattern compiled = Pattern.compile(".*(/" + module + "/target/classes/|/\\.jc/" + module + "/main/).*");
        return new ClassFileImporter()
                .withImportOption(location -> location.matches(compiled))
                .importPackages("dev.understory");
    }

    /** Every class lies in a listed package, and uses only its own package and those listed before it. */
    public ArchRule packagesUseOnlyThoseBelowThem(List<String> order) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(new ArchCondition<>("use only packages that stand before their own in " + order) {
                    @Override
                    public void check(JavaClass user, ConditionEvents events) {
                        int own = order.indexOf(packageBelowRoot(user));
                        if (own < 0) {
                            events.add(SimpleConditionEvent.violated(
                                    user, user.getName() + " lies in a package that the order does not know"));
                            return;
                        }
                        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                            if (order.indexOf(packageBelowRoot(dependency.getTargetClass())) > own) {
                                events.add(SimpleConditionEvent.violated(user, dependency.getDescription()));
                            }
                        }
                    }
                })
                .allowEmptyShould(true);
    }

    /** Of these packages none uses one that stands after it; packages below them count for themselves. */
    public ArchRule roomsUseOnlyThoseBelowThem(List<String> order) {
        return classes()
                .that()
                .resideInAnyPackage(
                        order.stream().map(name -> root + "." + name).toArray(String[]::new))
                .should(new ArchCondition<>("use none that stands after their own in " + order) {
                    @Override
                    public void check(JavaClass user, ConditionEvents events) {
                        int own = order.indexOf(user.getPackageName().substring(root.length() + 1));
                        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                            String used = dependency.getTargetClass().getPackageName();
                            if (used.startsWith(root + ".") && order.indexOf(used.substring(root.length() + 1)) > own) {
                                events.add(SimpleConditionEvent.violated(user, dependency.getDescription()));
                            }
                        }
                    }
                })
                .allowEmptyShould(true);
    }

    /** No two packages directly below the root need each other, by however many others in between. */
    public ArchRule packagesAreFreeOfCycles() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
    }

    /** Machines know neither actors nor sockets nor loggers. */
    public ArchRule machinesDoNoInputOrOutput() {
        return noClasses()
                .that()
                .resideInAnyPackage(below(MACHINES))
                .and(areNot(adapters()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.pekko..", "io.netty..", "java.net..", "java.nio.channels..", "org.slf4j..")
                .allowEmptyShould(true);
    }

    /**
     * Only {@code crypto} sees the libraries of cryptography. Of the JDK's, {@code transport.tls} sees keys, certificates and TLS
     * besides, which nothing else does. Randomness is a matter of another rule.
     */
    public ArchRule onlyCryptoSeesCryptography() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".crypto..")
                .and(areNot(adapters()))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "belong to Bouncy Castle, blst or the JDK's cryptography", ArchitectureRules::isCryptography))
                .allowEmptyShould(true);
    }

    /** Keys and certificates, and the JDK's TLS, are seen where links are secured and where cryptography is, and nowhere else. */
    public ArchRule onlyTlsSeesCertificates() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(root + ".crypto..", root + ".transport.tls..")
                .and(areNot(adapters()))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are keys, certificates or the JDK's TLS", ArchitectureRules::isOfCertificates))
                .allowEmptyShould(true);
    }

    private static boolean isCryptography(JavaClass target) {
        String name = target.getPackageName();
        return name.startsWith("org.bouncycastle")
                || name.startsWith("javax.crypto")
                || name.startsWith("supranational")
                || name.startsWith("tech.pegasys");
    }

    private static boolean isOfCertificates(JavaClass target) {
        String name = target.getPackageName();
        return name.startsWith("javax.net.ssl")
                || (name.startsWith("java.security") && !target.getName().equals("java.security.SecureRandom"));
    }

    /** Only {@code wire} sees protobuf: everything else works with what it parsed. */
    public ArchRule onlyWireSeesGeneratedClasses() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(root + ".wire..", "dev.understory.proto..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.understory.proto..", "com.google.protobuf..")
                .allowEmptyShould(true);
    }

    /** Two runs of one seed do the same: no clocks, randomness, threads or hash order of the machine's own. */
    public ArchRule nothingDependsOnTheMachine() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and(areNot(adapters()))
                .should()
                .accessTargetWhere(BannedCalls.anyOf(BannedCalls.MACHINE_DEPENDENT))
                .allowEmptyShould(true);
    }

    /** Pekko's features with a clock or a generator of their own stay out: they would escape virtual time. */
    public ArchRule nothingUsesPekkosOwnClock() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and(areNot(adapters()))
                .should()
                .accessTargetWhere(BannedCalls.anyOf(BannedCalls.PEKKO_WITH_A_CLOCK))
                .allowEmptyShould(true);
    }

    /** Actors say where they live: a connection's on its event loop, a node's on the node's dispatcher. */
    public ArchRule actorsAreStartedOnADispatcher() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .accessTargetWhere(BannedCalls.anyOf(BannedCalls.OFF_THE_DISPATCHER))
                .allowEmptyShould(true);
    }

    private DescribedPredicate<JavaClass> adapters() {
        return DescribedPredicate.describe("adapters", this::isAdapter);
    }

    private boolean isAdapter(JavaClass candidate) {
        List<String> parts = List.of(candidate.getPackageName().split("\\.", -1));
        return parts.stream().anyMatch(ADAPTER_PACKAGES::contains)
                || adapterClasses.stream()
                        .anyMatch(name -> candidate.getName().equals(name)
                                || candidate.getName().startsWith(name + "$"));
    }

    private static DescribedPredicate<JavaClass> areNot(DescribedPredicate<JavaClass> predicate) {
        return DescribedPredicate.not(predicate);
    }

    private String packageBelowRoot(JavaClass candidate) {
        String name = candidate.getPackageName();
        if (!name.startsWith(root + ".")) {
            return "";
        }
        String rest = name.substring(root.length() + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private String[] below(List<String> packages) {
        List<String> patterns = new ArrayList<>();
        packages.forEach(name -> patterns.add(root + "." + name + ".."));
        return patterns.toArray(String[]::new);
    }
}
