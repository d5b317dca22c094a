package dev.understory.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
    private final Reassembly reassembly = new Reassembly();

    @Test
    void whatCameBehindAGapWaitsForIt() {
        Piece dropped = reassembly.place(Bytes.wrap(new byte[] {1, 2}));
        reassembly.add(reassembly.place(Bytes.wrap(new byte[] {3})));
        assertThat(reassembly.poll()).isNull();
        reassembly.add(dropped);
        assertThat(reassembly.poll()).isEqualTo(Bytes.wrap(new byte[] {1, 2}));
        assertThat(reassembly.isComplete()).isFalse();
        assertThat(reassembly.poll()).isEqualTo(Bytes.wrap(new byte[] {3}));
        assertThat(reassembly.isComplete()).isTrue();
    }

    @RepeatedTest(20)
    void piecesInAnyOrderAndSliceAreReadInTheirs(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        List<Piece> pieces = new ArrayList<>();
        List<Byte> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(20)];
            random.nextBytes(bytes);
            for (byte each : bytes) {
                sent.add(each);
            }
            Piece rest = reassembly.place(Bytes.wrap(bytes));
            while (rest.size() > 1 && random.nextBoolean()) {
                int cut = 1 + random.nextInt(rest.size() - 1);
                pieces.add(rest.head(cut));
                rest = rest.tail(cut);
            }
            pieces.add(rest);
        }
        Collections.shuffle(pieces, random);
        List<Byte> read = new ArrayList<>();
        for (Piece piece : pieces) {
            assertThat(reassembly.isComplete()).isFalse();
            reassembly.add(piece);
            for (Bytes next = reassembly.poll(); next != null; next = reassembly.poll()) {
                for (byte each : next.toArray()) {
                    read.add(each);
                }
            }
        }
        assertThat(reassembly.isComplete()).isTrue();
        assertThat(read).isEqualTo(sent);
    }
}
