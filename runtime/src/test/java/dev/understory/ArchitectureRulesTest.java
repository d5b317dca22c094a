package dev.understory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.understory.BannedCalls.Ban;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule fails on the fixtures that break it, so that a rule that passes says something. */
final class ArchitectureRulesTest {

    private static final String ROOT = "dev.understory.fixture";
    private static final List<String> ORDER =
            List.of("identity", "wire", "frame", "mux", "limits", "tcp", "connection");
    private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(ROOT);

    private final ArchitectureRules rules = new ArchitectureRules(ROOT, List.of(ROOT + ".limits.ListedAdapter"));

    @Test
    void aPackageMayNotUseOneThatStandsAfterIt() {
        assertThat(violations(rules.packagesUseOnlyThoseBelowThem(ORDER)))
                .anyMatch(line -> line.contains("NeedsWire") && line.contains("NeedsIdentity"))
                .noneMatch(line -> line.startsWith("Class <dev.understory.fixture.wire.NeedsIdentity>")
                        || line.contains("wire.NeedsIdentity.others"));
    }

    @Test
    void aPackageMustStandInTheOrder() {
        assertThat(violations(rules.packagesUseOnlyThoseBelowThem(ORDER)))
                .anyMatch(line -> line.contains("stray.Unlisted") && line.contains("does not know"));
    }

    @Test
    void twoPackagesMayNotNeedEachOther() {
        assertThat(violations(rules.packagesAreFreeOfCycles()))
                .anyMatch(line -> line.contains("identity") && line.contains("wire"));
    }

    @Test
    void aMachineMayNotKnowSocketsChannelsOrActors() {
        assertThat(violations(rules.machinesDoNoInputOrOutput()))
                .anyMatch(line -> line.contains("OpensSockets"))
                .anyMatch(line -> line.contains("ReadsChannels"))
                .anyMatch(line -> line.contains("SendsToActors"))
                .noneMatch(line -> line.contains("UsesPekkosClock"));
    }

    @Test
    void cryptographyIsSeenWhereverItIsUsed() {
        assertThat(violations(rules.onlyCryptoSeesCryptography()))
                .anyMatch(line -> line.contains("Encrypts"))
                .anyMatch(line -> line.contains("Hashes"))
                .anyMatch(line -> line.contains("Signs"));
    }

    @Test
    void generatedClassesAreSeenWhereverTheyAreUsed() {
        assertThat(violations(rules.onlyWireSeesGeneratedClasses()))
                .anyMatch(line -> line.contains("ParsesProtobuf"))
                .anyMatch(line -> line.contains("HandsOutGenerated"));
    }

    @Test
    void methodReferencesCountAsCalls() {
        assertThat(violations(rules.nothingDependsOnTheMachine())).anyMatch(line -> line.contains("randomUUID"));
    }

    @Test
    void adaptersAreExemptByTheirPackageOrByName() {
        assertThat(violations(rules.nothingDependsOnTheMachine()))
                .noneMatch(line -> line.contains("ReadsTheClock") || line.contains("ListedAdapter"));
        assertThat(violations(new ArchitectureRules(ROOT, List.of()).nothingDependsOnTheMachine()))
                .anyMatch(line -> line.contains("ListedAdapter"));
    }

    @ParameterizedTest
    @MethodSource
    void everyBanCatchesSomething(Ban ban) {
        assertThat(violations(noClasses().should().accessTargetWhere(BannedCalls.anyOf(List.of(ban)))))
                .anyMatch(line -> line.contains("UsesTheMachine")
                        || line.contains("UsesPekkosClock")
                        || line.contains("StartsActorsAnywhere"));
    }

    static Stream<Ban> everyBanCatchesSomething() {
        return Stream.of(BannedCalls.MACHINE_DEPENDENT, BannedCalls.PEKKO_WITH_A_CLOCK, BannedCalls.OFF_THE_DISPATCHER)
                .flatMap(List::stream);
    }

    private static List<String> violations(ArchRule rule) {
        return rule.evaluate(FIXTURES).getFailureReport().getDetails();
    }
}
