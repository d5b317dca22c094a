package dev.understory.discovery;

import static dev.understory.discovery.DiscoveryTesting.at;
import static dev.understory.discovery.DiscoveryTesting.key;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who has told of an address. */
final class ToldTest {
    private final Told told = new Told();

    @Test
    void aProvenAddressIsToTheCreditOfWhoToldItAndOnlyOnce() {
        told.told(at(1), key(2));
        assertThat(told.proven(at(1))).isEqualTo(key(2));
        assertThat(told.proven(at(1))).isNull();
    }

    @Test
    void nobodyEarnsByHisOwnAddress() {
        told.told(at(1), key(1));
        assertThat(told.proven(at(1))).isNull();
    }

    @Test
    void soManyAreRememberedAndTheOldestGoesFirst() {
        for (int i = 0; i <= Told.MOST; i++) {
            told.told(at(1, "12." + i % 256 + "." + i / 256 + ".1"), key(2));
        }
        assertThat(told.size()).isEqualTo(Told.MOST);
        assertThat(told.proven(at(1, "12.0.0.1"))).isNull();
        assertThat(told.proven(at(1, "12.1.0.1"))).isEqualTo(key(2));
    }
}
