package dev.understory.handshake;

import dev.understory.crypto.Aead;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.crypto.TrafficKeys;
import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.RecordReader;
import dev.understory.wire.RecordReader.Next;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * One end of a connection at the level of bytes, for tests: a handshake with the plainest framing around it, one record a
 * frame, and signature work done either at once or when the test says so.
 */
final class WireEnd {
    private static final int PLAIN = 1028;
    private static final int SEALED = 1044;

    final Handshake handshake;
    final List<HandshakeEffect> effects = new ArrayList<>();
    final Deque<Work> work = new ArrayDeque<>();
    boolean worksAtOnce = true;
    /** Of what follows the handshake, if both ends offer something. */
    TrafficKeys keys;

    Capabilities common;
    long now;

    private final CryptoSuite suite;
    private final LocalIdentity self;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream partialFrame = new ByteArrayOutputStream();
    private RecordReader records = new RecordReader(RecordReader.MAX_RECORD);
    private Aead sealer;
    private Aead opener;
    private long sealed;
    private long opened;

    WireEnd(CryptoSuite suite, LocalIdentity self, PublicKey expected, byte[] seed) {
        this.suite = suite;
        this.self = self;
        this.handshake = new Handshake(suite, self, expected, seed, HandshakeTimeouts.DEFAULT);
    }

    LocalIdentity self() {
        return self;
    }

    WireEnd start() {
        perform(handshake.start(now));
        return this;
    }

    /** What was written since the last call. */
    byte[] take() {
        byte[] bytes = written.toByteArray();
        written.reset();
        return bytes;
    }

    /** Bytes from the peer, in pieces of that size. */
    void receive(byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length; at += piece) {
            int size = Math.min(piece, bytes.length - at);
            byte[] part = new byte[size];
            System.arraycopy(bytes, at, part, 0, size);
            receive(part);
        }
    }

    void receive(byte[] bytes) {
        if (opener != null) {
            unframe(bytes, 0);
            return;
        }
        feed(bytes, bytes.length);
        if (opener != null) {
            int rest = records.pending();
            records = new RecordReader(RecordReader.MAX_RECORD);
            unframe(bytes, bytes.length - rest);
        }
    }

    /** Does the oldest piece of work that waits. */
    void workOnce() {
        Work next = work.remove();
        finish(next, SignatureService.perform(suite, next));
    }

    HandshakeFailure failure() {
        return last() instanceof HandshakeEffect.Failed failed ? failed.reason() : null;
    }

    Authenticated peer() {
        return last() instanceof HandshakeEffect.Completed completed ? completed.peer() : null;
    }

    /** Seals a record as the next frame, or sends it in clear before there are keys. */
    void write(Bytes record) {
        byte[] prefixed = new byte[4 + record.size()];
        prefixed[0] = (byte) (record.size() >>> 24);
        prefixed[1] = (byte) (record.size() >>> 16);
        prefixed[2] = (byte) (record.size() >>> 8);
        prefixed[3] = (byte) record.size();
        System.arraycopy(record.array(), record.offset(), prefixed, 4, record.size());
        if (sealer == null) {
            written.writeBytes(prefixed);
        } else {
            for (int at = 0; at < prefixed.length; at += 1024) {
                frame(prefixed, at, Math.min(1024, prefixed.length - at));
            }
        }
    }

    /** Seals bytes of the stream that need not be a record. */
    void writeRaw(byte[] stream) {
        frame(stream, 0, stream.length);
    }

    void perform(List<HandshakeEffect> next) {
        effects.addAll(next);
        for (HandshakeEffect effect : next) {
            switch (effect) {
                case HandshakeEffect.Write write -> write(write.record());
                case HandshakeEffect.KeysAgreed keys -> {
                    sealer = suite.aead(keys.secrets().sendKey());
                    opener = suite.aead(keys.secrets().receiveKey());
                }
                case HandshakeEffect.Negotiated negotiated -> {
                    keys = negotiated.keys();
                    common = negotiated.common();
                }
                case HandshakeEffect.Sign sign -> submit(sign.work());
                case HandshakeEffect.Verify verify -> submit(verify.work());
                case HandshakeEffect.Completed completed -> {}
                case HandshakeEffect.Failed failed -> {}
            }
        }
    }

    private HandshakeEffect last() {
        return effects.isEmpty() ? null : effects.get(effects.size() - 1);
    }

    private void submit(Work next) {
        if (worksAtOnce) {
            finish(next, SignatureService.perform(suite, next));
        } else {
            work.add(next);
        }
    }

    private void finish(Work done, Result result) {
        switch (done) {
            case Work.Sign sign -> perform(handshake.onSigned(((Result.Signed) result).signature()));
            case Work.OfPeer verify -> perform(handshake.onVerified(result));
        }
    }

    private void feed(byte[] bytes, int length) {
        records.feed(bytes, 0, length);
        boolean clear = opener == null;
        while (handshake.recordLimit() > 0 && clear == (opener == null)) {
            records.limit(handshake.recordLimit());
            Next next = records.next();
            if (next == Next.NEED_MORE) {
                return;
            }
            perform(
                    next == Next.RECORD
                            ? handshake.onRecord(records.copy(), now)
                            : handshake.onUnreadableRecord(next.name()));
        }
    }

    private void unframe(byte[] bytes, int from) {
        partialFrame.write(bytes, from, bytes.length - from);
        byte[] all = partialFrame.toByteArray();
        partialFrame.reset();
        int at = 0;
        byte[] plain = new byte[PLAIN];
        while (all.length - at >= SEALED && !handshake.isOver()) {
            if (!opener.open(opened++, all, at, SEALED, plain, 0)) {
                perform(handshake.onUnreadableRecord("frame"));
                return;
            }
            int size = plain[0] & 0xff | (plain[1] & 0xff) << 8;
            feed(Arrays.copyOfRange(plain, 4, 4 + size), size);
            at += SEALED;
        }
        partialFrame.write(all, at, all.length - at);
    }

    private void frame(byte[] bytes, int at, int size) {
        byte[] frame = new byte[SEALED];
        frame[0] = (byte) size;
        frame[1] = (byte) (size >>> 8);
        System.arraycopy(bytes, at, frame, 4, size);
        sealer.seal(sealed++, frame, 0, PLAIN, frame, 0);
        written.writeBytes(frame);
    }
}
