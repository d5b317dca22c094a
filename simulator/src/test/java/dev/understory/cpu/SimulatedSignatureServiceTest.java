package dev.understory.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.cpu.SignatureCosts.Cost;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.SignatureService;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.engine.SimNode;
import dev.understory.engine.Simulation;
import dev.understory.engine.SimulationConfig;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedSignatureServiceTest {
    private static final SignatureCosts COSTS =
            new SignatureCosts(new Cost(100, 1_000), new Cost(10, 50), new Cost(20, 80));
    private final CryptoSuite suite = CryptoSuites.modelled();
    private final NodeKey ed = suite.nodeKey(KeyType.ED25519, new byte[32]);
    private final List<String> log = new ArrayList<>();

    private SimulatedSignatureService service(SimNode node, int cores, int limit) {
        return new SimulatedSignatureService(node, suite, COSTS, cores, limit);
    }

    private boolean sign(SimNode node, SignatureService service, String name) {
        return service.submit(
                new Work.Sign(ed, new byte[] {1}),
                result -> log.add(
                        name + "@" + node.trueTime() + " " + result.getClass().getSimpleName()));
    }

    @Test
    void workWaitsForACoreAndIsAnsweredAfterItsCost() {
        try (Simulation simulation = new Simulation(SimulationConfig.of(1, 1))) {
            SimNode node = simulation.addNode("a");
            node.start();
            SignatureService one = service(node, 1, 10);
            SignatureService two = service(node, 2, 10);
            simulation.at(
                    1_000,
                    () -> node.run(() -> {
                        for (int i = 0; i < 3; i++) {
                            assertThat(sign(node, one, "one")).isTrue();
                        }
                        for (int i = 0; i < 3; i++) {
                            assertThat(sign(node, two, "two")).isTrue();
                        }
                    }));
            simulation.runUntil(5_000);
            assertThat(log)
                    .containsExactly(
                            "one@1010 Signed",
                            "two@1010 Signed",
                            "two@1010 Signed",
                            "one@1020 Signed",
                            "two@1020 Signed",
                            "one@1030 Signed");
        }
    }

    @Test
    void aSlowMachineTakesLonger() {
        try (Simulation simulation = new Simulation(SimulationConfig.of(1, 1))) {
            SimNode node = simulation.addNode("a");
            node.start();
            SignatureService service = service(node, 1, 10);
            simulation.at(0, () -> {
                node.busyness().slowDown(7);
                node.run(() -> assertThat(sign(node, service, "slow")).isTrue());
            });
            simulation.runUntil(1_000);
            assertThat(log).containsExactly("slow@70 Signed");
        }
    }

    @Test
    void checksWhatItIsGivenAtTheCostOfItsKind() {
        try (Simulation simulation = new Simulation(SimulationConfig.of(1, 1))) {
            SimNode node = simulation.addNode("a");
            node.start();
            NodeKey bls = suite.nodeKey(KeyType.BLS12_381, new byte[32]);
            byte[] good = suite.sign(bls, new byte[] {1});
            byte[] meta = suite.sign(bls, new byte[] {2});
            byte[] key = bls.publicKey().bytes();
            SignatureService service = service(node, 1, 10);
            List<Result> results = new ArrayList<>();
            simulation.at(
                    0,
                    () -> node.run(() -> {
                        service.submit(
                                new Work.VerifyPeer(key, new byte[] {1}, good, new byte[] {2}, meta), results::add);
                        service.submit(
                                new Work.VerifyPeer(key, new byte[] {3}, good, new byte[] {2}, meta), results::add);
                        service.submit(
                                new Work.VerifyPeer(new byte[5], new byte[] {1}, good, new byte[] {2}, meta),
                                results::add);
                    }));
            simulation.runUntil(1_999);
            assertThat(results).containsExactly(new Result.Verified(bls.publicKey()));
            simulation.runUntil(2_001);
            assertThat(results.subList(1, 3))
                    .containsExactly(
                            new Result.Refused(SignatureService.Refusal.BAD_SIGNATURE),
                            new Result.Refused(SignatureService.Refusal.BAD_KEY));
        }
    }

    @Test
    void refusesWhatIsTooMuchAndForgetsAnEndedLife() {
        try (Simulation simulation = new Simulation(SimulationConfig.of(1, 1))) {
            SimNode node = simulation.addNode("a");
            node.start();
            SignatureService service = service(node, 1, 2);
            simulation.at(
                    0,
                    () -> node.run(() -> {
                        assertThat(sign(node, service, "first")).isTrue();
                        assertThat(sign(node, service, "second")).isTrue();
                        assertThat(sign(node, service, "third")).isFalse();
                    }));
            simulation.at(15, () -> {
                node.stop(SimNode.StopKind.POWER_LOSS);
                node.run(() -> assertThat(sign(node, service, "dead")).isFalse());
                node.start();
                node.run(() -> assertThat(sign(node, service, "reborn")).isTrue());
            });
            simulation.runUntil(1_000);
            assertThat(log).containsExactly("first@10 Signed", "reborn@25 Signed");
        }
    }
}
