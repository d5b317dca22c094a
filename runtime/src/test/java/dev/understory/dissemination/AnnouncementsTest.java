package dev.understory.dissemination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private final Announcements<Integer> announcements = new Announcements<>();

    @Test
    void theFirstIsToldAtOnceAndWhatFollowsTogether() {
        assertThat(announcements.dueAt()).isEqualTo(Long.MAX_VALUE);
        announcements.add(1);
        assertThat(announcements.take(100)).containsExactly(1);
        announcements.add(2);
        announcements.add(3);
        assertThat(announcements.dueAt()).isEqualTo(100 + Announcements.PAUSE_NANOS);
        assertThat(announcements.take(99 + Announcements.PAUSE_NANOS)).isEmpty();
        assertThat(announcements.take(100 + Announcements.PAUSE_NANOS)).containsExactly(2, 3);
        announcements.add(4);
        assertThat(announcements.take(100 + 2 * Announcements.PAUSE_NANOS)).containsExactly(4);
    }

    @Test
    void asManyAsGoIntoOneMessageAreToldBeforeTheirTime() {
        announcements.add(0);
        announcements.take(0);
        for (int i = 0; i < FetchMessage.MOST_ENTRIES; i++) {
            assertThat(announcements.take(1)).isEmpty();
            announcements.add(i);
        }
        assertThat(announcements.take(1)).hasSize(FetchMessage.MOST_ENTRIES);
    }
}
