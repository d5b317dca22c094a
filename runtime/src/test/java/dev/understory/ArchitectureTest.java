package dev.understory;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The runtime keeps the rules of its architecture. */
final class ArchitectureTest {

    /** Classes outside the adapter packages that touch the world, each for the reason beside it. */
    private static final List<String> ADAPTERS = List.of(
            // the operating system's randomness, and the threads for the signatures of handshakes
            "dev.understory.crypto.OperatingSystemEntropy",
            "dev.understory.crypto.CryptoPool",
            // a named stream in the shape of the JDK's generator, and the threads for the handshakes of TLS
            "dev.understory.crypto.StreamRandom",
            "dev.understory.transport.tls.TlsPool");

    private static final ArchitectureRules RULES = new ArchitectureRules("dev.understory", ADAPTERS);
    private static final JavaClasses RUNTIME = ArchitectureRules.productionClasses("runtime");

    @Test
    void findsTheClassesToCheck() {
        assertThat(RUNTIME).isNotEmpty();
    }

    @Test
    void packagesUseOnlyThoseBelowThem() {
        RULES.packagesUseOnlyThoseBelowThem(ArchitectureRules.RUNTIME_ORDER).check(RUNTIME);
    }

    @Test
    void theRoomsOfANodeUseOnlyThoseBelowThem() {
        RULES.roomsUseOnlyThoseBelowThem(ArchitectureRules.NODE_ORDER).check(RUNTIME);
    }

    @Test
    void packagesAreFreeOfCycles() {
        RULES.packagesAreFreeOfCycles().check(RUNTIME);
    }

    @Test
    void machinesDoNoInputOrOutput() {
        RULES.machinesDoNoInputOrOutput().check(RUNTIME);
    }

    @Test
    void onlyCryptoSeesCryptography() {
        RULES.onlyCryptoSeesCryptography().check(RUNTIME);
    }

    @Test
    void onlyTlsSeesCertificates() {
        RULES.onlyTlsSeesCertificates().check(RUNTIME);
    }

    @Test
    void onlyWireSeesGeneratedClasses() {
        RULES.onlyWireSeesGeneratedClasses().check(RUNTIME);
    }

    @Test
    void nothingDependsOnTheMachine() {
        RULES.nothingDependsOnTheMachine().check(RUNTIME);
    }

    @Test
    void nothingUsesPekkosOwnClock() {
        RULES.nothingUsesPekkosOwnClock().check(RUNTIME);
    }

    @Test
    void actorsAreStartedOnADispatcher() {
        RULES.actorsAreStartedOnADispatcher().check(RUNTIME);
    }
}
