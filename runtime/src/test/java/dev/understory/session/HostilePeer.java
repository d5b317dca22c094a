package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.Aead;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.frame.FrameOpener;
import dev.understory.frame.FrameSealer;
import dev.understory.frame.Frames;
import dev.understory.frame.LargeFrameOpener;
import dev.understory.frame.LargeFrameSealer;
import dev.understory.frame.LargeFrames;
import dev.understory.frame.Opener;
import dev.understory.handshake.Authenticated;
import dev.understory.handshake.Handshake;
import dev.understory.handshake.HandshakeEffect;
import dev.understory.handshake.HandshakeTimeouts;
import dev.understory.handshake.LocalIdentity;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import dev.understory.wire.PacketCodec;
import dev.understory.wire.PacketDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A peer that authenticates itself as it should and then puts on the wire whatever a test wants. */
final class HostilePeer {
    final SessionEnd victim;
    private final CryptoSuite suite;
    private final Handshake handshake;
    private final Bytes meta;
    private @Nullable Aead aead;
    private long counter;
    private @Nullable Opener opener;
    private boolean isLarge;
    private byte[] inbox = new byte[0];
    long now;

    /** Follows its meta record in the same frame. */
    byte[] trailer = new byte[0];

    HostilePeer(SessionEnd victim, int seed, long now) {
        this(victim, seed, now, Capabilities.NONE);
    }

    HostilePeer(SessionEnd victim, int seed, long now, Capabilities capabilities) {
        this.victim = victim;
        this.suite = victim.suite;
        this.now = now;
        LocalIdentity self = SessionEnd.identity(suite, seed, capabilities);
        meta = self.metaRecord();
        handshake = new Handshake(suite, self, null, SessionEnd.seedBytes(seed), HandshakeTimeouts.DEFAULT);
    }

    /** A peer whose victim has admitted it. */
    static HostilePeer admitted(CryptoSuite suite) {
        return admitted(new SessionEnd(suite, 1));
    }

    static HostilePeer admitted(SessionEnd victim) {
        return admitted(victim, Capabilities.NONE);
    }

    static HostilePeer admitted(SessionEnd victim, Capabilities capabilities) {
        HostilePeer peer = new HostilePeer(victim, 2, 0, capabilities);
        peer.authenticate();
        assertThat(victim.session.isEstablished()).isTrue();
        return peer;
    }

    /** The whole handshake; both sides' records one at a time. */
    void authenticate() {
        victim.now = now;
        victim.session.start(now);
        perform(handshake.start(now));
        perform(handshake.onRecord(Bytes.wrap(fromVictim(38)).slice(4, 34), now));
        for (int i = 0; i < 2 && victim.closed == null; i++) {
            byte[] record = open(fromVictim(Frames.SIZE));
            perform(handshake.onRecord(Bytes.wrap(record).slice(4, record.length - 4), now));
        }
        assertThat(handshake.isOver() || victim.closed != null).isTrue();
    }

    /** Takes everything that the victim wants to write, and opens it. */
    byte[] read() {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        plain.writeBytes(inbox.length == 0 ? new byte[0] : open(takeInbox()));
        for (Bytes next = victim.produce(now); next != null; next = victim.produce(now)) {
            plain.writeBytes(open(next.toArray()));
        }
        return plain.toByteArray();
    }

    /** Payloads of the victim's packets on a topic, as text. */
    List<String> readTexts(int topic) {
        byte[] plain = read();
        List<String> texts = new ArrayList<>();
        PacketDecoder decoder = new PacketDecoder();
        for (int at = 0; at < plain.length; ) {
            int length = (plain[at + 1] & 0xff) << 16 | (plain[at + 2] & 0xff) << 8 | plain[at + 3] & 0xff;
            assertThat(decoder.decode(plain, at + 4, length)).isNull();
            if (decoder.topicId() == topic) {
                texts.add(new String(plain, decoder.payloadOffset(), decoder.payloadLength()));
            }
            at += 4 + length;
        }
        return texts;
    }

    /** Sends a packet. */
    void packet(int topic, boolean eof, byte[] payload) {
        byte[] record = new byte[PacketCodec.encodedSize(topic, eof, payload.length)];
        PacketCodec.encode(record, 0, topic, eof, payload, 0, payload.length);
        stream(record);
    }

    /** Sends the bytes of one record and its prefix. */
    void record(byte[] content) {
        stream(prefixed(content));
    }

    private static byte[] prefixed(byte[] content) {
        byte[] record = new byte[4 + content.length];
        record[0] = (byte) (content.length >>> 24);
        record[1] = (byte) (content.length >>> 16);
        record[2] = (byte) (content.length >>> 8);
        record[3] = (byte) content.length;
        System.arraycopy(content, 0, record, 4, content.length);
        return record;
    }

    /** Sends bytes of the plaintext stream, in full frames but the last. */
    void stream(byte[] plain) {
        wire(sealed(plain));
    }

    /** Sends bytes as they are. */
    void wire(byte[] bytes) {
        victim.receive(Bytes.wrap(bytes), now);
    }

    byte[] sealed(byte[] plain) {
        if (isLarge) {
            byte[] out = new byte[LargeFrames.sealedSize(plain.length)];
            new LargeFrameSealer(aead(), counter).seal(plain, 0, plain.length, out, 0);
            counter += LargeFrames.count(plain.length);
            return out;
        }
        int frames = Frames.count(plain.length);
        byte[] room = new byte[Frames.HEADER + frames * Frames.DATA];
        System.arraycopy(plain, 0, room, Frames.HEADER, plain.length);
        byte[] out = new byte[frames * Frames.SIZE];
        new FrameSealer(aead(), counter).seal(room, Frames.HEADER, plain.length, out, 0);
        counter += frames;
        return out;
    }

    /** The next frame, with that length in it, whatever is in it. */
    byte[] frame(int length, byte[] data) {
        byte[] plain = ByteBuffer.allocate(Frames.PLAIN)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .put(data)
                .array();
        byte[] frame = new byte[Frames.SIZE];
        aead().seal(counter++, plain, 0, Frames.PLAIN, frame, 0);
        return frame;
    }

    private Aead aead() {
        return Objects.requireNonNull(aead, "no keys yet");
    }

    private void perform(List<HandshakeEffect> effects) {
        for (HandshakeEffect effect : effects) {
            switch (effect) {
                case HandshakeEffect.Write write -> write(write.record().toArray());
                case HandshakeEffect.KeysAgreed keys -> {
                    aead = suite.aead(keys.secrets().sendKey());
                    opener = new FrameOpener(suite.aead(keys.secrets().receiveKey()));
                }
                case HandshakeEffect.Negotiated negotiated -> {
                    aead = suite.aead(negotiated.keys().send());
                    Aead theirs = suite.aead(negotiated.keys().receive());
                    isLarge = negotiated.common().has(Capability.LARGE_FRAMES);
                    opener = isLarge ? new LargeFrameOpener(theirs) : new FrameOpener(theirs);
                    counter = 0;
                }
                case HandshakeEffect.Sign sign -> sign(sign.work());
                case HandshakeEffect.Verify verify ->
                    perform(handshake.onVerified(SignatureService.perform(suite, verify.work())));
                case HandshakeEffect.Completed(Authenticated peer) ->
                    assertThat(peer.peer()).isEqualTo(victim.self.key().publicKey());
                case HandshakeEffect.Failed failed -> throw new AssertionError(failed);
            }
        }
    }

    private void sign(Work.Sign work) {
        perform(handshake.onSigned(suite.sign(work.key(), work.message())));
    }

    private void write(byte[] content) {
        if (aead == null) {
            byte[] record = new byte[4 + content.length];
            record[3] = (byte) content.length;
            System.arraycopy(content, 0, record, 4, content.length);
            wire(record);
        } else if (trailer.length > 0 && Bytes.wrap(content).equals(meta)) {
            byte[] both = Arrays.copyOf(prefixed(content), 4 + content.length + trailer.length);
            System.arraycopy(trailer, 0, both, 4 + content.length, trailer.length);
            stream(both);
        } else {
            record(content);
        }
    }

    private byte[] fromVictim(int size) {
        while (inbox.length < size) {
            Bytes next = victim.produce(now);
            assertThat(next).isNotNull();
            byte[] joined = Arrays.copyOf(inbox, inbox.length + next.size());
            System.arraycopy(next.array(), next.offset(), joined, inbox.length, next.size());
            inbox = joined;
        }
        byte[] taken = Arrays.copyOf(inbox, size);
        inbox = Arrays.copyOfRange(inbox, size, inbox.length);
        return taken;
    }

    private byte[] takeInbox() {
        byte[] taken = inbox;
        inbox = new byte[0];
        return taken;
    }

    private byte[] open(byte[] sealed) {
        assertThat(opener).isNotNull();
        byte[] plain = new byte[4 + sealed.length + LargeFrames.DATA];
        assertThat(opener.open(Bytes.wrap(sealed), 0, plain, 4)).isEqualTo(Opener.Verdict.OPENED);
        return Arrays.copyOfRange(plain, 4, 4 + opener.produced());
    }
}
