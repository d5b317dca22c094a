package dev.understory.session;

import dev.understory.crypto.Aead;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.frame.FrameOpener;
import dev.understory.frame.FrameSealer;
import dev.understory.frame.Frames;
import dev.understory.frame.LargeFrameOpener;
import dev.understory.frame.LargeFrameSealer;
import dev.understory.frame.Opener;
import dev.understory.frame.Sealer;
import dev.understory.handshake.Authenticated;
import dev.understory.handshake.Handshake;
import dev.understory.handshake.HandshakeEffect;
import dev.understory.handshake.HandshakeFailure;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capability;
import dev.understory.wire.RecordReader;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The first phase of a {@link Session}: bytes to and from the {@link Handshake}, in clear until the keys are agreed, in
 * frames afterwards. It opens no more frames than the handshake asks for records; what follows them is the session's.
 */
final class SessionHandshake {
    /** Both directions of the encrypted stream, as the handshake leaves them. */
    record Channel(Sealer sealer, Opener opener, RecordReader records) {
        /** Nobody is going to use it. */
        void close() {
            sealer.wipe();
            opener.wipe();
        }
    }

    private final CryptoSuite suite;
    private final Handshake handshake;
    private final SessionListener out;
    private final ArrayDeque<Bytes> ready;
    private RecordReader records = new RecordReader(RecordReader.MAX_RECORD);
    private @Nullable FrameSealer sealer;
    private @Nullable FrameOpener opener;
    /** What follows the handshake, if its ends agreed on something else than to go on. */
    private @Nullable Channel next;

    private @Nullable Authenticated peer;
    private @Nullable SessionFailure failure;

    /** Bytes to be written are added to {@code ready}. */
    SessionHandshake(CryptoSuite suite, Handshake handshake, ArrayDeque<Bytes> ready, SessionListener out) {
        this.suite = suite;
        this.handshake = handshake;
        this.ready = ready;
        this.out = out;
    }

    void start(long now) {
        perform(handshake.start(now));
    }

    /** Uses up the bytes that the handshake needs and returns how many those were. */
    int received(Bytes bytes, long now) {
        int used = 0;
        while (used < bytes.size() && failure == null && handshake.recordLimit() > 0) {
            used += opener == null ? clear(bytes, used, now) : sealed(opener, bytes, used, now);
        }
        return used;
    }

    void signed(byte[] signature) {
        perform(handshake.onSigned(signature));
    }

    void verified(Result result) {
        perform(handshake.onVerified(result));
    }

    void overloaded() {
        perform(handshake.onOverloaded());
    }

    void tick(long now) {
        perform(handshake.onTick(now));
    }

    long nextDeadlineNanos() {
        return handshake.nextDeadlineNanos();
    }

    /** Given up before the peer was proven. */
    void close() {
        handshake.abandon();
        if (sealer != null && opener != null) {
            channel().close();
        }
    }

    /** The peer, once it is proven. */
    @Nullable
    Authenticated peer() {
        return peer;
    }

    /** The encrypted stream; there once the peer is proven. */
    Channel channel() {
        if (next != null) {
            return next;
        }
        if (sealer == null || opener == null) {
            throw new IllegalStateException("the keys are not agreed");
        }
        return new Channel(sealer, opener, records);
    }

    @Nullable
    SessionFailure failure() {
        return failure;
    }

    /** Step 1. What follows its record in the same bytes is in frames. */
    private int clear(Bytes bytes, int from, long now) {
        int size = bytes.size() - from;
        records.limit(handshake.recordLimit());
        records.feed(bytes.array(), bytes.offset() + from, size);
        if (!record(now)) {
            return size;
        }
        int rest = records.pending();
        records = new RecordReader(RecordReader.MAX_RECORD);
        return size - rest;
    }

    /** Steps 2 and 3. A frame at a time, into memory of its own, because what it holds may have to wait. */
    private int sealed(FrameOpener frames, Bytes bytes, int from, long now) {
        int size = Math.min(frames.missing(), bytes.size() - from);
        Bytes piece = bytes.slice(from, size);
        if (frames.openUnread(piece, 0, Frames.DATA)) {
            Bytes data = Objects.requireNonNull(frames.opened());
            records.feed(data);
        } else {
            byte[] plain = new byte[Frames.PLAIN];
            int at = piece.offset();
            failure = SessionInbound.problem(frames.open(piece.array(), at, at + size, plain, Frames.HEADER));
            records.feed(plain, Frames.HEADER, failure == null ? frames.produced() : 0);
        }
        while (failure == null && handshake.recordLimit() > 0) {
            records.limit(handshake.recordLimit());
            if (!record(now)) {
                break;
            }
        }
        records.detach();
        return size;
    }

    /** Hands the next record to the handshake; false if there is none. */
    private boolean record(long now) {
        return switch (records.next()) {
            case NEED_MORE -> false;
            case RECORD -> {
                perform(handshake.onRecord(records.copy(), now));
                yield true;
            }
            case EMPTY -> {
                perform(handshake.onUnreadableRecord("an empty record"));
                yield false;
            }
            case TOO_LONG -> {
                perform(handshake.onUnreadableRecord("a record longer than any that is due"));
                yield false;
            }
        };
    }

    private void perform(List<HandshakeEffect> effects) {
        for (HandshakeEffect effect : effects) {
            switch (effect) {
                case HandshakeEffect.Write write -> write(write.record());
                case HandshakeEffect.KeysAgreed keys -> {
                    sealer = new FrameSealer(suite.aead(keys.secrets().sendKey()));
                    opener = new FrameOpener(suite.aead(keys.secrets().receiveKey()));
                    keys.secrets().wipeKeys();
                }
                case HandshakeEffect.Negotiated negotiated -> goOn(negotiated);
                case HandshakeEffect.Sign sign -> out.sign(sign.work());
                case HandshakeEffect.Verify verify -> out.verify(verify.work());
                case HandshakeEffect.Completed completed -> peer = completed.peer();
                case HandshakeEffect.Failed failed ->
                    failure = new SessionFailure(reason(failed.reason()), failed.detail());
            }
        }
    }

    /** Other keys from here on. The peer's come with the frame after its last record, which nothing may share with that. */
    private void goOn(HandshakeEffect.Negotiated negotiated) {
        channel().close();
        boolean isLarge = negotiated.common().has(Capability.LARGE_FRAMES);
        boolean isAes = negotiated.common().has(Capability.AES_GCM);
        byte[] send = negotiated.keys().send();
        byte[] receive = negotiated.keys().receive();
        Aead ours = isAes ? suite.aesGcm(send) : suite.aead(send);
        Aead theirs = isAes ? suite.aesGcm(receive) : suite.aead(receive);
        negotiated.keys().wipe();
        next = new Channel(
                isLarge ? new LargeFrameSealer(ours) : new FrameSealer(ours),
                isLarge ? new LargeFrameOpener(theirs) : new FrameOpener(theirs),
                records);
        if (records.pending() > 0) {
            failure = new SessionFailure(
                    CloseReason.HANDSHAKE_MALFORMED, "bytes behind the last record under the keys of the handshake");
        }
    }

    /** Each record in frames of its own, as Canopy writes it. */
    private void write(Bytes record) {
        int size = RecordReader.PREFIX + record.size();
        boolean isCopied = sealer != null && !sealer.isModelled();
        int at = isCopied ? Frames.HEADER : 0;
        byte[] plain = new byte[isCopied ? Frames.HEADER + Frames.count(size) * Frames.DATA : size];
        plain[at + 2] = (byte) (record.size() >>> 8);
        plain[at + 3] = (byte) record.size();
        System.arraycopy(record.array(), record.offset(), plain, at + RecordReader.PREFIX, record.size());
        if (sealer == null) {
            ready.add(Bytes.wrap(plain));
        } else if (sealer.isModelled()) {
            ready.add(sealer.seal(Bytes.wrap(plain)));
        } else {
            byte[] sealed = new byte[Frames.sealedSize(size)];
            sealer.seal(plain, at, size, sealed, 0);
            ready.add(Bytes.wrap(sealed));
        }
    }

    private static CloseReason reason(HandshakeFailure failure) {
        return switch (failure) {
            case TIMEOUT -> CloseReason.HANDSHAKE_TIMEOUT;
            case MALFORMED -> CloseReason.HANDSHAKE_MALFORMED;
            case BAD_EPHEMERAL_KEY -> CloseReason.BAD_EPHEMERAL_KEY;
            case REFLECTED -> CloseReason.REFLECTED;
            case BAD_IDENTITY_KEY -> CloseReason.BAD_IDENTITY_KEY;
            case BAD_SIGNATURE -> CloseReason.BAD_SIGNATURE;
            case SELF -> CloseReason.SELF;
            case IDENTITY_MISMATCH -> CloseReason.IDENTITY_MISMATCH;
            case INCOMPATIBLE -> CloseReason.INCOMPATIBLE;
            case OVERLOADED -> CloseReason.OVERLOADED;
        };
    }
}
