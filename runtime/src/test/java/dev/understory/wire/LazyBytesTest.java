package dev.understory.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LazyBytesTest {
    private static final class Counted extends LazyBytes {
        private final AtomicInteger made = new AtomicInteger();

        Counted(int size) {
            super(size);
        }

        @Override
        protected byte[] make() {
            made.incrementAndGet();
            byte[] array = new byte[size()];
            for (int i = 0; i < array.length; i++) {
                array[i] = (byte) i;
            }
            return array;
        }
    }

    @Test
    void nothingIsMadeBeforeSomebodyAsks() {
        Counted counted = new Counted(100);
        Bytes all = Bytes.of(counted);
        Bytes joined = all.slice(10, 20).joined(all.slice(30, 5));
        assertThat(joined).isNotNull();
        assertThat(joined.size()).isEqualTo(25);
        assertThat(joined.isSame(all.slice(10, 25))).isTrue();
        assertThat(joined.flat()).isNull();
        assertThat(counted.made).hasValue(0);

        assertThat(joined.at(0)).isEqualTo((byte) 10);
        assertThat(all.at(99)).isEqualTo((byte) 99);
        assertThat(counted.made).hasValue(1);
    }

    @Test
    void onlyWhatLiesSideBySideIsJoined() {
        Bytes all = Bytes.wrap(new byte[100]);
        assertThat(all.slice(0, 10).joined(all.slice(10, 10))).isNotNull();
        assertThat(all.slice(0, 10).joined(all.slice(11, 10))).isNull();
        assertThat(all.slice(10, 10).joined(all.slice(0, 10))).isNull();
        assertThat(all.slice(0, 10).joined(Bytes.wrap(new byte[100]).slice(10, 10)))
                .isNull();
        assertThat(Bytes.of(new Counted(20)).slice(0, 10).joined(all.slice(10, 10)))
                .isNull();
    }

    @Test
    void whatIsMadeHasToHaveTheSizeThatWasSaid() {
        Bytes wrong = Bytes.of(new LazyBytes(10) {
            @Override
            protected byte[] make() {
                return new byte[9];
            }
        });
        assertThatThrownBy(wrong::array).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aPartThatLiesInOneArrayIsThatArray() {
        byte[] first = new byte[10];
        byte[] second = new byte[20];
        Bytes both = Bytes.of(List.of(Bytes.wrap(first), Bytes.wrap(second, 5, 10)));
        Bytes part = both.slice(12, 6).flat();
        assertThat(part).isNotNull();
        assertThat(part.array()).isSameAs(second);
        assertThat(part.offset()).isEqualTo(7);
        assertThat(both.slice(9, 2).flat()).isNull();
    }

    @Test
    void joinedRunsAreAsOneArrayWouldBe() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Bytes> parts = new ArrayList<>();
            byte[] flat = new byte[0];
            for (int i = random.nextInt(8); i > 0; i--) {
                byte[] array = new byte[random.nextInt(40)];
                random.nextBytes(array);
                int from = random.nextInt(array.length + 1);
                Bytes part = Bytes.wrap(array, from, random.nextInt(array.length - from + 1));
                if (random.nextBoolean()) {
                    int half = part.size() / 2;
                    part = Bytes.of(List.of(part.slice(0, half), part.slice(half, part.size() - half)));
                }
                parts.add(part);
                int at = flat.length;
                flat = Arrays.copyOf(flat, at + part.size());
                part.copyTo(flat, at);
            }
            Bytes joined = Bytes.of(parts);
            Bytes expected = Bytes.wrap(flat);
            for (int i = 0; i < 20; i++) {
                int from = random.nextInt(flat.length + 1);
                int size = random.nextInt(flat.length - from + 1);
                Bytes slice = joined.slice(from, size);
                Bytes array = slice.flat();
                assertThat(array == null ? expected.slice(from, size) : array).isEqualTo(expected.slice(from, size));
                Bytes start = slice.flatFrom(0);
                assertThat(start).isEqualTo(expected.slice(from, start.size()));
                assertThat(slice).isEqualTo(expected.slice(from, size)).hasSameHashCodeAs(expected.slice(from, size));
                assertThat(slice.toString())
                        .isEqualTo(expected.slice(from, size).toString());
                assertThat(slice.toArray()).isEqualTo(Arrays.copyOfRange(flat, from, from + size));
            }
        }
    }
}
