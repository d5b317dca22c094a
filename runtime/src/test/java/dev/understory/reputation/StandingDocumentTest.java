package dev.understory.reputation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.StandingDocument.Reading;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StandingDocumentTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final NetworkAddress HOME = NetworkAddress.of("2001:db8::7");

    private static PublicKey key(int number) {
        return PublicKey.of(
                KeyType.ED25519, ByteBuffer.allocate(32).putInt(number).array());
    }

    private static final KeptStanding EVERYTHING = new KeptStanding(
            List.of(
                    new KeptStanding.KeptBan(
                            new BanSubject.Identity(key(1)), BanReason.OPERATOR, MINUTE, BanList.FOREVER),
                    new KeptStanding.KeptBan(new BanSubject.Name("bad.test"), BanReason.OPERATOR, 0, 5 * MINUTE),
                    new KeptStanding.KeptBan(
                            BanSubject.ofAddresses("10.0.0.0/13"), BanReason.OPERATOR, 0, BanList.FOREVER),
                    new KeptStanding.KeptBan(
                            BanSubject.ofAddresses("192.0.2.7"), BanReason.FAILED_AUTHENTICATION, 0, 2 * MINUTE)),
            List.of(new KeptStanding.Points<>(key(2), 12, MINUTE / 2)),
            List.of(new KeptStanding.Points<>(key(3), 7, 0)),
            List.of(new KeptStanding.Points<>(HOME.group(GroupLevel.SUBNET), 40, 0)));

    @Test
    void whatIsWrittenIsRead() {
        assertThat(StandingDocument.decode(StandingDocument.encode(EVERYTHING, 77)))
                .isEqualTo(new Reading.Found(EVERYTHING, 77));
    }

    @Test
    void timeGoesOnWhileTheNodeIsDown() {
        KeptStanding later = EVERYTHING.after(2 * MINUTE);
        assertThat(later.bans())
                .extracting(KeptStanding.KeptBan::left)
                .containsExactly(BanList.FOREVER, 3 * MINUTE, BanList.FOREVER);
        ReputationLedger ledger = new ReputationLedger(ReputationPolicy.DEFAULT);
        ledger.restore(later, 0);
        assertThat(ledger.score(key(2), 0)).as("2.5 minutes have passed").isEqualTo(-10);
        assertThat(ledger.score(key(2), MINUTE / 2)).isEqualTo(-9);
        assertThat(ledger.score(key(3), 0)).isEqualTo(5);
        assertThat(ledger.score(HOME, GroupLevel.SUBNET, 0)).isEqualTo(-38);
    }

    private static KeptStanding ban(long age, long left) {
        return new KeptStanding(
                List.of(new KeptStanding.KeptBan(new BanSubject.Identity(key(1)), BanReason.OPERATOR, age, left)),
                List.of(new KeptStanding.Points<>(key(2), 12, age)),
                List.of(),
                List.of());
    }

    private static KeptStanding written(KeptStanding kept) {
        return ((Reading.Found) StandingDocument.decode(StandingDocument.encode(kept, 77))).kept();
    }

    @Test
    void aTimeOfMoreThanACenturyIsACentury() {
        long longer = KeptStanding.CENTURY + Duration.ofDays(365).toNanos();
        assertThat(written(ban(longer, longer))).isEqualTo(ban(KeptStanding.CENTURY, KeptStanding.CENTURY));
        assertThat(written(ban(-MINUTE, BanList.FOREVER))).isEqualTo(ban(0, BanList.FOREVER));
    }

    @Test
    void aClockThatWasWrongOnceCostsNoMoreThanWhatIsOverByIt() {
        KeptStanding later = ban(0, BanList.FOREVER).after(Long.MAX_VALUE).after(Long.MAX_VALUE);
        assertThat(later).isEqualTo(ban(KeptStanding.CENTURY, BanList.FOREVER));
        assertThat(written(later)).isEqualTo(later);
        ReputationLedger ledger = new ReputationLedger(ReputationPolicy.DEFAULT);
        ledger.restore(later, Long.MIN_VALUE);
        assertThat(ledger.score(key(2), Long.MIN_VALUE)).isZero();
    }

    @Test
    void aTimeThatCannotBeIsReadAsTheNearestThatCan() {
        byte[] document = StandingDocument.encode(ban(0, MINUTE), 77).toArray();
        int ageAt = document.length - Long.BYTES - 2 * Integer.BYTES;
        ByteBuffer.wrap(document).putLong(ageAt, Long.MAX_VALUE);
        assertThat(((Reading.Found) StandingDocument.decode(Bytes.wrap(document)))
                        .kept()
                        .debts()
                        .getFirst()
                        .age())
                .isEqualTo(KeptStanding.CENTURY);
        ByteBuffer.wrap(document).putLong(ageAt, Long.MIN_VALUE);
        assertThat(((Reading.Found) StandingDocument.decode(Bytes.wrap(document)))
                        .kept()
                        .debts()
                        .getFirst()
                        .age())
                .isZero();
    }

    /** As if the document had been there at the start. */
    @Test
    void whatHappenedBeforeTheOldScoresWereReadIsAddedToThem() {
        ReputationLedger ledger = new ReputationLedger(ReputationPolicy.DEFAULT);
        ledger.debit(key(2), Offence.BAD_FRAME, 0);
        ledger.debit(HOME, Offence.BAD_FRAME, 0);
        ledger.credit(key(3), Credit.USEFUL_MESSAGE, 0);
        ledger.restore(EVERYTHING, 0);
        assertThat(ledger.score(key(2), 0)).isEqualTo(-13);
        assertThat(ledger.score(key(2), MINUTE / 2))
                .as("the older points fade on as before")
                .isEqualTo(-12);
        assertThat(ledger.score(HOME, GroupLevel.SUBNET, 0)).isEqualTo(-41);
        assertThat(ledger.score(key(3), 0)).isEqualTo(8);
        for (int i = 0; i < 20; i++) {
            ledger.restore(EVERYTHING, 0);
        }
        assertThat(ledger.score(key(2), 0)).isEqualTo(ReputationLedger.FLOOR);
    }

    @Test
    void whoOffendsBeforeTheDocumentIsReadHasEarnedNothing() {
        ReputationLedger ledger = new ReputationLedger(ReputationPolicy.DEFAULT);
        ledger.debit(key(3), Offence.BAD_FRAME, 0);
        ledger.restore(EVERYTHING, 0);
        assertThat(ledger.score(key(3), 0)).isEqualTo(-1);
        assertThat(ledger.kept(List.of(), 0).earned()).isEmpty();
    }

    @Test
    void nothingThatCanStandThereIsMoreThanUnreadable() {
        byte[] whole = StandingDocument.encode(EVERYTHING, 77).toArray();
        for (int length = 0; length < whole.length; length++) {
            assertThat(StandingDocument.decode(Bytes.wrap(whole, 0, length))).isInstanceOf(Reading.Unreadable.class);
        }
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            if (StandingDocument.decode(Bytes.wrap(changed)) instanceof Reading.Found found) {
                new ReputationLedger(ReputationPolicy.DEFAULT)
                        .restore(found.kept().after(MINUTE), 0);
            }
        }
    }

    @Test
    void aNewerVersionIsNotGuessedAt() {
        byte[] newer = StandingDocument.encode(KeptStanding.NOTHING, 0).toArray();
        newer[4] = 2;
        assertThat(StandingDocument.decode(Bytes.wrap(newer)))
                .isEqualTo(new Reading.Unreadable("has the version 2, and 1 is known here"));
    }

    @Test
    void ofTooManyScoresTheLatestAreKept() {
        KeptStanding many = new KeptStanding(
                List.of(),
                IntStream.range(0, StandingDocument.MOST + 5)
                        .mapToObj(i -> new KeptStanding.Points<>(key(i), 1, 0))
                        .toList(),
                List.of(),
                List.of());
        assertThat(((Reading.Found) StandingDocument.decode(StandingDocument.encode(many, 0)))
                        .kept()
                        .debts())
                .hasSize(StandingDocument.MOST)
                .last()
                .isEqualTo(many.debts().getLast());
    }
}
