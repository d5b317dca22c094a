package dev.understory.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.observe.EventCounters.Single;
import dev.understory.store.DocumentName;
import dev.understory.store.StoreEvent;
import dev.understory.store.StoreProblem;
import org.junit.jupiter.api.Test;

class StoreCountersTest {
    @Test
    void damagedDocumentsAndFailuresOfTheDiskAreCountedApart() {
        EventCounters counters = new EventCounters();
        DocumentName name = new DocumentName("peers", "book");
        counters.emit(new NodeEvent.Storage(new StoreEvent.LeftoversRemoved(3)));
        assertThat(counters.nonZero()).isEmpty();
        counters.emit(new NodeEvent.Storage(new StoreEvent.DocumentDamaged(name, "is empty", "elsewhere")));
        counters.emit(new NodeEvent.Storage(new StoreEvent.DiskFailed(name, StoreProblem.FULL, "full")));
        counters.emit(new NodeEvent.Storage(new StoreEvent.DiskFailed(name, StoreProblem.BROKEN, "broken")));
        assertThat(counters.of(Single.DOCUMENTS_DAMAGED)).isEqualTo(1);
        assertThat(counters.of(Single.DISK_FAILURES)).isEqualTo(2);
    }
}
