package dev.understory.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.store.DocumentName;
import dev.understory.store.StoreAnswer;
import dev.understory.store.StoreEvents;
import dev.understory.store.StoreLimits;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Power is lost at any step of any request: each document is what was confirmed last, or what was under way. */
final class DocumentFolderCrashTest {
    private static final int RUNS = 3_000;
    private static final Bytes NOTHING = Bytes.wrap(new byte[] {-1});

    /** One run: what each document may be now, {@link #NOTHING} standing for none. */
    private static final class Run {
        private final long seed;
        private final Random random;
        private final Map<DocumentName, List<Bytes>> possible = new TreeMap<>();
        private int written;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        /** Some lives of a machine; returns what is wrong, or an empty text. */
        String live(boolean honest) {
            CrashingFolder disk = new CrashingFolder(random, random.nextInt(40), honest);
            for (int life = 0; life < 4; life++) {
                try {
                    DocumentFolder folder = DocumentFolder.open(disk, StoreLimits.DEFAULT, StoreEvents.NONE);
                    String wrong = check(folder);
                    if (!wrong.isEmpty()) {
                        return "seed " + seed + ", life " + life + ": " + wrong;
                    }
                    while (request(folder)) {
                        written++;
                    }
                } catch (IOException goneWhileOpening) {
                    assertThat(goneWhileOpening).isInstanceOf(CrashingFolder.PowerLoss.class);
                }
                disk = disk.restarted(random.nextInt(40));
            }
            return "";
        }

        private String check(DocumentFolder folder) {
            for (Map.Entry<DocumentName, List<Bytes>> document : possible.entrySet()) {
                Bytes found;
                switch (folder.read(document.getKey(), 0)) {
                    case StoreAnswer.Found is -> found = is.content();
                    case StoreAnswer.Missing missing -> found = NOTHING;
                    case StoreAnswer.Damaged damaged -> {
                        return damaged.toString();
                    }
                    case StoreAnswer.Failed failed -> {
                        return failed.toString();
                    }
                }
                if (!document.getValue().contains(found)) {
                    return document.getKey() + " is " + found + " and not one of " + document.getValue();
                }
                document.setValue(List.of(found));
            }
            return "";
        }

        /** A request that is answered, or else the power is gone. */
        private boolean request(DocumentFolder folder) {
            DocumentName name = new DocumentName("test", "d" + random.nextInt(3));
            List<Bytes> before = possible.getOrDefault(name, List.of(NOTHING));
            boolean isWrite = random.nextInt(4) > 0;
            byte[] content = new byte[random.nextInt(60)];
            random.nextBytes(content);
            Bytes wanted = isWrite ? Bytes.wrap(content) : NOTHING;
            List<Bytes> either = new ArrayList<>(before);
            either.add(wanted);
            possible.put(name, either);
            StoreAnswer answer = isWrite ? folder.write(name, wanted, 0) : folder.delete(name, 0);
            if (answer instanceof StoreAnswer.Failed) {
                return false;
            }
            possible.put(name, List.of(wanted));
            return true;
        }
    }

    @Test
    void aDocumentIsOldOrNewWhereverTheSequenceIsCut() {
        long first = new Random().nextLong();
        int confirmed = 0;
        for (int i = 0; i < RUNS; i++) {
            Run run = new Run(first + i);
            assertThat(run.live(true)).isEmpty();
            confirmed += run.written;
        }
        assertThat(confirmed)
                .as("requests that were confirmed, first seed %d", first)
                .isGreaterThan(RUNS);
    }

    @Test
    void aDiskWhoseSyncsDoNothingWouldBeFoundOut() {
        int wrong = 0;
        for (long seed = 0; seed < 100; seed++) {
            wrong += new Run(seed).live(false).isEmpty() ? 0 : 1;
        }
        assertThat(wrong).isGreaterThan(50);
    }
}
