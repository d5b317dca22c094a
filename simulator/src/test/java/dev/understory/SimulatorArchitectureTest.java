package dev.understory;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The simulator keeps the rules of its architecture. */
final class SimulatorArchitectureTest {

    /** Classes outside the adapter packages that touch the world, each for the reason beside it. */
    private static final List<String> ADAPTERS = List.of(
            "dev.understory.attack.TcpGround", // a soak over TCP goes on for as long as somebody wants to wait
            "dev.understory.attack.Standstill", // notices that this process has got no turn
            "dev.understory.attack.TcpBed", // attackers with sockets of their own, in real time
            "dev.understory.attack.TcpMob", // many of them, likewise
            "dev.understory.engine.RunWatch", // limits and progress of a run are of the real world
            "dev.understory.engine.ShardThread"); // the threads on which virtual time runs

    private static final ArchitectureRules RULES = new ArchitectureRules("dev.understory", ADAPTERS);
    private static final JavaClasses SIMULATOR = ArchitectureRules.productionClasses("simulator");

    @Test
    void findsTheClassesToCheck() {
        assertThat(SIMULATOR).isNotEmpty();
    }

    @Test
    void packagesUseOnlyThoseBelowThem() {
        RULES.packagesUseOnlyThoseBelowThem(ArchitectureRules.SIMULATOR_ORDER).check(SIMULATOR);
    }

    @Test
    void packagesAreFreeOfCycles() {
        RULES.packagesAreFreeOfCycles().check(SIMULATOR);
    }

    @Test
    void onlyTheRuntimeSeesCryptography() {
        RULES.onlyCryptoSeesCryptography().check(SIMULATOR);
        RULES.onlyTlsSeesCertificates().check(SIMULATOR);
    }

    @Test
    void onlyTheRuntimeSeesGeneratedClasses() {
        RULES.onlyWireSeesGeneratedClasses().check(SIMULATOR);
    }

    @Test
    void nothingDependsOnTheMachine() {
        RULES.nothingDependsOnTheMachine().check(SIMULATOR);
    }

    @Test
    void nothingUsesPekkosOwnClock() {
        RULES.nothingUsesPekkosOwnClock().check(SIMULATOR);
    }
}
