package dev.understory.wire;

import static dev.understory.CanopyVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.understory.proto.PeerAddress;
import dev.understory.proto.PeerBookResponseMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The messages of the peer exchange against wire.md and the generated classes. */
final class PeerBookMessagesTest {
    private static final Bytes KEY =
            Bytes.wrap(hex("2543b92ff1095511476adc8369db6ddc933665a11978dda1404ee1066ca9559d"));

    @Test
    void aRequestIsAnEmptyMessageAndAnyMessageIsOne() {
        assertThat(PeerBookMessages.request().size()).isZero();
        assertThat(PeerBookMessages.isRequest(Bytes.EMPTY)).isTrue();
        assertThat(PeerBookMessages.isRequest(Bytes.wrap(hex("4805")))).isTrue();
        assertThat(PeerBookMessages.isRequest(Bytes.wrap(hex("0aff")))).isFalse();
        assertThat(PeerBookMessages.isRequest(Bytes.wrap(hex("3c")))).isFalse();
    }

    @Test
    void writesWhatTheGeneratedClassesWrite() throws InvalidProtocolBufferException {
        Bytes ours = PeerBookMessages.response(List.of(
                new BookPeer(KEY, "1.2.3.4:9001", new PeerMeta(1, 2, Bytes.wrap(new byte[] {5})), 3),
                new BookPeer(KEY, "[2001:db8::1]:9001", new PeerMeta(1, 1, Bytes.EMPTY), 0)));
        PeerBookResponseMessage theirs = PeerBookResponseMessage.parseFrom(ours.toArray());
        assertThat(theirs.toByteArray()).isEqualTo(ours.toArray());
        assertThat(theirs.getBook(0).getConsecutiveFailedDial()).isEqualTo(3);
        assertThat(theirs.getBook(1).getAddress().getNetAddress()).isEqualTo("[2001:db8::1]:9001");
        assertThat(PeerBookMessages.response(List.of())).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void aMetaOfZerosIsPresentOnTheWire() throws InvalidProtocolBufferException {
        Bytes ours = PeerBookMessages.response(List.of(new BookPeer(KEY, "h:1", new PeerMeta(0, 0, Bytes.EMPTY), 0)));
        PeerAddress address =
                PeerBookResponseMessage.parseFrom(ours.toArray()).getBook(0).getAddress();
        assertThat(address.hasPeerMeta()).isTrue();
        assertThat(hexOf(ours)).endsWith("1203683a311a00");
    }

    @Test
    void readsWhatTheGeneratedClassesWriteAndTellsAnAbsentMetaFromAnEmptyOne() {
        PeerBookResponseMessage message = PeerBookResponseMessage.newBuilder()
                .addBook(dev.understory.proto.BookPeer.newBuilder()
                        .setAddress(PeerAddress.newBuilder()
                                .setPublicKey(ByteString.copyFrom(KEY.toArray()))
                                .setNetAddress("tcp://node:9001")
                                .setPeerMeta(dev.understory.proto.PeerMeta.getDefaultInstance()))
                        .setConsecutiveFailedDial(-1))
                .addBook(dev.understory.proto.BookPeer.getDefaultInstance())
                .build();
        assertThat(PeerBookMessages.decodeResponse(Bytes.wrap(message.toByteArray()), 9))
                .hasValue(new PeerBookMessages.Response(
                        List.of(
                                new BookPeer(KEY, "tcp://node:9001", new PeerMeta(0, 0, Bytes.EMPTY), -1),
                                new BookPeer(Bytes.EMPTY, "", null, 0)),
                        2));
    }

    @Test
    void ofAMillionEntriesOnlyTheFirstAreReadAndAllAreCounted() {
        byte[] message = new byte[2_000_000];
        for (int at = 0; at < message.length; at += 2) {
            message[at] = 0x0a;
        }
        PeerBookMessages.Response response =
                PeerBookMessages.decodeResponse(Bytes.wrap(message), 1).orElseThrow();
        assertThat(response.first()).hasSize(1);
        assertThat(response.count()).isEqualTo(1_000_000);
    }

    @Test
    void anEntryThatIsNoProtobufOrHasNoUtf8IsOneWithNothingInIt() {
        BookPeer nothing = new BookPeer(Bytes.EMPTY, "", null, 0);
        for (String entry : List.of("0a040a0212ff", "0a050a031201ff", "0a040a021a01")) {
            assertThat(PeerBookMessages.decodeResponse(Bytes.wrap(hex(entry)), 1))
                    .contains(new PeerBookMessages.Response(List.of(nothing), 1));
        }
    }

    @Test
    void anEntryThatIsTooLongIsOneWithNothingInItAndTheNextOneIsRead() {
        BookPeer nothing = new BookPeer(Bytes.EMPTY, "", null, 0);
        BookPeer good = new BookPeer(KEY, "1.2.3.4:9001", new PeerMeta(1, 2, Bytes.EMPTY), 0);
        for (int size : List.of(PeerBookMessages.MAX_ENTRY, PeerBookMessages.MAX_ENTRY + 1, 4 << 20)) {
            PeerBookResponseMessage message = PeerBookResponseMessage.newBuilder()
                    .addBook(entryOf(size))
                    .addBook(dev.understory.proto.BookPeer.newBuilder()
                            .setAddress(PeerAddress.newBuilder()
                                    .setPublicKey(ByteString.copyFrom(KEY.toArray()))
                                    .setNetAddress("1.2.3.4:9001")
                                    .setPeerMeta(dev.understory.proto.PeerMeta.newBuilder()
                                            .setNetworkId(1)
                                            .setChainId(2))))
                    .build();
            List<BookPeer> read = PeerBookMessages.decodeResponse(Bytes.wrap(message.toByteArray()), 2)
                    .orElseThrow()
                    .first();
            assertThat(read.get(0).equals(nothing)).isEqualTo(size > PeerBookMessages.MAX_ENTRY);
            assertThat(read.get(1)).isEqualTo(good);
        }
    }

    /** One that is so many bytes long, nearly all of them in its address. */
    private static dev.understory.proto.BookPeer entryOf(int size) {
        for (int text = size - 10; ; text++) {
            dev.understory.proto.BookPeer entry = dev.understory.proto.BookPeer.newBuilder()
                    .setAddress(PeerAddress.newBuilder().setNetAddress("a".repeat(text)))
                    .build();
            if (entry.getSerializedSize() >= size) {
                return entry;
            }
        }
    }

    @Test
    void aResponseThatIsNoProtobufIsRefused() {
        assertThat(PeerBookMessages.decodeResponse(Bytes.wrap(hex("0aff")), 1)).isEmpty();
    }

    @FuzzTest
    void anyBytesAreReadOrRefused(FuzzedDataProvider data) {
        readOrRefused(data.consumeRemainingAsBytes());
    }

    @Test
    void damagedResponsesAreReadOrRefused() {
        Random random = new Random(5);
        byte[] good = PeerBookMessages.response(
                        List.of(new BookPeer(KEY, "1.2.3.4:9001", new PeerMeta(1, 2, Bytes.wrap(new byte[96])), 3)))
                .toArray();
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = good.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            damaged[random.nextInt(12)] = (byte) random.nextInt(256);
            readOrRefused(damaged);
        }
    }

    private static void readOrRefused(byte[] bytes) {
        Bytes message = Bytes.wrap(bytes);
        PeerBookMessages.decodeResponse(message, 2).ifPresent(response -> {
            assertThat(response.first().size()).isEqualTo(Math.min(2, response.count()));
            List<BookPeer> sendable = new ArrayList<>(response.first());
            sendable.removeIf(
                    entry -> entry.meta() != null && entry.meta().signature().size() > 1024);
            assertThat(PeerBookMessages.decodeResponse(PeerBookMessages.response(sendable), 2)
                            .orElseThrow()
                            .first())
                    .isEqualTo(sendable);
        });
        PeerBookMessages.isRequest(message);
    }

    private static String hexOf(Bytes bytes) {
        return java.util.HexFormat.of().formatHex(bytes.toArray());
    }
}
