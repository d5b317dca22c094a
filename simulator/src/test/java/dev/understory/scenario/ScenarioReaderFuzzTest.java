package dev.understory.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.plan.RandomScenarios;
import dev.understory.plan.ScenarioLanguage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the reader gives a scenario or problems, and a scenario can be written and read again. */
final class ScenarioReaderFuzzTest {

    @FuzzTest
    void bytesNeverThrow(byte[] bytes) {
        judge(bytes);
    }

    @Test
    void damagedScenariosNeverThrow() throws IOException {
        List<Path> files = ShippedScenariosTest.shipped().toList();
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = i % 2 == 0
                    ? Files.readAllBytes(files.get(random.nextInt(files.size())))
                    : ScenarioWriter.write(ScenarioLanguage.WHOLE, new RandomScenarios(i % 20).next())
                            .getBytes(StandardCharsets.UTF_8);
            judge(damaged(bytes, random));
        }
    }

    @Test
    void randomCharactersOfYamlNeverThrow() {
        String alphabet = "ab1:-?[]{},#&*!|>'\"%@`$ \n\n\t~.()<=";
        Random random = new Random(12);
        for (int i = 0; i < 4_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(60);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            judge(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        int wounds = 1 + random.nextInt(4);
        for (int i = 0; i < wounds; i++) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(4)) {
                case 0 -> damaged[at] = (byte) random.nextInt(256);
                case 1 -> damaged[at] = damaged[random.nextInt(damaged.length)];
                case 2 -> damaged = Arrays.copyOf(damaged, Math.max(1, at));
                default -> {
                    int from = random.nextInt(damaged.length);
                    int length = Math.min(random.nextInt(40), damaged.length - Math.max(at, from));
                    System.arraycopy(bytes, from, damaged, at, length);
                }
            }
        }
        return damaged;
    }

    private static void judge(byte[] bytes) {
        switch (Yaml.read(Collections.emptyMap(), bytes)) {
            case ScenarioResult.Invalid invalid -> {
                assertThat(invalid.problems()).isNotEmpty().isSorted();
                assertThat(invalid.problems())
                        .allMatch(problem -> problem.message().lines().count() == 1);
            }
            case ScenarioResult.Valid valid -> {
                byte[] written = ScenarioWriter.write(ScenarioLanguage.WHOLE, valid.scenario())
                        .getBytes(StandardCharsets.UTF_8);
                assertThat(Yaml.valid(Yaml.read(Collections.emptyMap(), written))
                                .scenario())
                        .isEqualTo(valid.scenario());
            }
        }
    }
}
