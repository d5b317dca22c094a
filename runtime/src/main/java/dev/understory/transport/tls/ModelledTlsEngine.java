package dev.understory.transport.tls;

import dev.understory.transport.LinkPeer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of modelled TLS: the records of the JDK's engine, one by one, and its pieces of work, without the arithmetic.
 *
 * <pre>
 * client                                    server
 * hello                          ->         ANSWER_HELLO
 * AGREE                          <-         hello, change of ciphers, [extensions, request, chain, signature, finished]
 * change of ciphers              ->
 * CHECK_SERVER, [chain, signature, finished] ->  CHECK_CLIENT
 * </pre>
 */
final class ModelledTlsEngine implements TlsEngine {
    private static final int FATAL = 2;
    private static final int WARNING = 1;
    private static final int CLOSE_NOTIFY = 0;
    private static final int UNEXPECTED_MESSAGE = 10;
    private static final int BAD_RECORD = 20;
    private static final int CERTIFICATE_UNKNOWN = 46;
    private static final int CERTIFICATE_REQUIRED = 116;
    private static final int NO_APPLICATION_PROTOCOL = 120;

    private final TlsSettings settings;
    private final ChainCheck check;
    private final @Nullable TlsExpectation expected;
    private final ModelledRecords records = new ModelledRecords();
    private final ArrayDeque<byte[]> due = new ArrayDeque<>(4);
    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

    private @Nullable TlsWork work;
    private @Nullable TlsProblem problem;
    private boolean greeted;
    private boolean keyed;
    private boolean asked;
    private boolean finishing;
    private boolean established;
    private boolean broken;
    private boolean outputClosed;
    private boolean inputClosed;
    private List<X509Certificate> shown = List.of();
    private LinkPeer peer = LinkPeer.unproven(null);
    private @Nullable String protocol;

    /**
     * An end of a new channel.
     *
     * @param expected whom a dial expects; null for the end that was dialled
     */
    ModelledTlsEngine(TlsSettings settings, ChainCheck check, @Nullable TlsExpectation expected) {
        this.settings = settings;
        this.check = check;
        this.expected = expected;
    }

    @Override
    public Next next() {
        if (work != null) {
            return Next.WORK;
        }
        if (problem != null || !due.isEmpty() || (expected != null && !greeted)) {
            return Next.OUTPUT;
        }
        return broken || (outputClosed && inputClosed) ? Next.NOTHING : Next.INPUT;
    }

    @Override
    public @Nullable TlsProblem wrap(ByteBuffer plain, ByteBuffer out) {
        TlsProblem late = problem;
        if (late != null) {
            problem = null;
            return late;
        }
        if (expected != null && !greeted) {
            greeted = true;
            byte[] hello = ModelledMessages.clientHello(settings.protocols(), ModelledTls.serverName(expected));
            ModelledRecords.open(RecordCutter.HANDSHAKE, hello, out);
        } else if (!due.isEmpty()) {
            out.put(due.remove());
            established |= finishing && due.isEmpty();
        } else if (plain.hasRemaining() && established && !outputClosed) {
            records.seal(RecordCutter.DATA, plain, out);
        }
        return null;
    }

    @Override
    public @Nullable TlsProblem unwrap(ByteBuffer record, ByteBuffer out) {
        int type = record.get(record.position());
        if (type == RecordCutter.CHANGE_CIPHER_SPEC && !established) {
            return null;
        }
        if (!keyed) {
            record.position(record.position() + RecordCutter.HEADER);
            return switch (type) {
                case RecordCutter.HANDSHAKE -> onHandshake(record);
                case RecordCutter.ALERT -> onAlert(record);
                default -> broken(TlsFailure.PROTOCOL, "a record of type " + type + " before there are keys");
            };
        }
        Integer inner = type == RecordCutter.DATA ? records.unseal(record) : null;
        if (inner == null) {
            return refuse(
                    BAD_RECORD, new TlsProblem(TlsFailure.PROTOCOL, "a record that nobody with the keys has made"));
        }
        return switch (inner) {
            case RecordCutter.DATA -> onData(record, out);
            case RecordCutter.HANDSHAKE -> onHandshake(record);
            case RecordCutter.ALERT -> onAlert(record);
            default -> broken(TlsFailure.PROTOCOL, "a protected record of type " + inner);
        };
    }

    @Override
    public TlsWork work() {
        TlsWork taken = Objects.requireNonNull(work);
        return new TlsWork(taken.kind(), () -> {
            taken.task().run();
            work = null;
        });
    }

    @Override
    public boolean isEstablished() {
        return established;
    }

    @Override
    public LinkPeer peer() {
        return peer.speaking(protocol);
    }

    @Override
    public void closeOutput() {
        if (!outputClosed) {
            outputClosed = true;
            alert(WARNING, CLOSE_NOTIFY);
        }
    }

    @Override
    public boolean isInputClosed() {
        return inputClosed;
    }

    private @Nullable TlsProblem onData(ByteBuffer data, ByteBuffer out) {
        if (!established) {
            return broken(TlsFailure.PROTOCOL, "data before the handshake is over");
        }
        out.put(data);
        return null;
    }

    private @Nullable TlsProblem onAlert(ByteBuffer alert) {
        if (alert.remaining() != 2) {
            return broken(TlsFailure.PROTOCOL, "an alert that is none");
        }
        inputClosed = true;
        int level = alert.get();
        int description = alert.get();
        if (level == WARNING && description == CLOSE_NOTIFY) {
            return null;
        }
        broken = true;
        return new TlsProblem(TlsFailure.REFUSED_BY_PEER, "received alert " + description);
    }

    /** Each record that completes a message is a piece of work, but for one that only finishes. */
    private @Nullable TlsProblem onHandshake(ByteBuffer payload) {
        messages.write(payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
        byte[] all = messages.toByteArray();
        ByteBuffer in = ByteBuffer.wrap(all);
        int whole = 0;
        boolean onlyFinished = true;
        while (in.remaining() >= ModelledMessages.HEADER) {
            int type = in.get();
            int length = ModelledMessages.getLength(in);
            if (length > ModelledMessages.LONGEST || established) {
                return broken(TlsFailure.PROTOCOL, "a message of " + length + " bytes where none is expected");
            }
            if (length > in.remaining()) {
                break;
            }
            onlyFinished &= type == ModelledMessages.FINISHED;
            in.position(in.position() + length);
            whole = in.position();
        }
        if (whole == 0) {
            return null;
        }
        ByteBuffer ready = ByteBuffer.wrap(all, 0, whole);
        messages.reset();
        messages.write(all, whole, all.length - whole);
        if (onlyFinished) {
            read(ready);
            TlsProblem late = problem;
            problem = null;
            return late;
        }
        work = new TlsWork(kind(), () -> read(ready));
        return null;
    }

    private TlsWork.Kind kind() {
        if (expected == null) {
            return keyed ? TlsWork.Kind.CHECK_CLIENT : TlsWork.Kind.ANSWER_HELLO;
        }
        return keyed ? TlsWork.Kind.CHECK_SERVER : TlsWork.Kind.AGREE;
    }

    /** Reads whole messages, the first one that is wrong being the last. */
    private void read(ByteBuffer in) {
        while (in.hasRemaining() && !broken) {
            int type = in.get();
            int length = ModelledMessages.getLength(in);
            ByteBuffer body = in.slice(in.position(), length);
            in.position(in.position() + length);
            problem = expected == null ? onClientMessage(type, body) : onServerMessage(type, body);
        }
    }

    private @Nullable TlsProblem onClientMessage(int type, ByteBuffer body) {
        if (type == ModelledMessages.CLIENT_HELLO && !keyed) {
            return answer(ModelledMessages.protocols(body));
        }
        if (type == ModelledMessages.CERTIFICATE && keyed && settings.mutual()) {
            return shown(body);
        }
        if (type == ModelledMessages.CERTIFICATE_VERIFY && !shown.isEmpty()) {
            return null;
        }
        if (type == ModelledMessages.FINISHED && keyed) {
            TlsProblem refused = settings.mutual() ? judge(false, new TlsExpectation.AnyTrusted()) : null;
            established = refused == null;
            return refused;
        }
        return broken(TlsFailure.PROTOCOL, "a message of type " + type + " where none is expected");
    }

    private @Nullable TlsProblem answer(@Nullable List<String> offered) {
        if (offered == null) {
            return broken(TlsFailure.PROTOCOL, "a hello that is not of modelled TLS");
        }
        if (!offered.isEmpty() && !settings.protocols().isEmpty()) {
            protocol = settings.protocols().stream()
                    .filter(offered::contains)
                    .findFirst()
                    .orElse(null);
            if (protocol == null) {
                String detail = "no application protocol in common with " + offered;
                return refuse(NO_APPLICATION_PROTOCOL, new TlsProblem(TlsFailure.NOTHING_IN_COMMON, detail));
            }
        }
        TlsIdentity own = Objects.requireNonNull(settings.own());
        hand(RecordCutter.HANDSHAKE, ModelledMessages.serverHello());
        hand(RecordCutter.CHANGE_CIPHER_SPEC, new byte[] {1});
        keyed = true;
        ModelledFlight flight = new ModelledFlight(records, due);
        flight.add(ModelledMessages.encryptedExtensions(protocol));
        if (settings.mutual()) {
            flight.add(ModelledMessages.certificateRequest());
        }
        flight.add(ModelledMessages.certificate(own.chain()));
        flight.add(ModelledMessages.certificateVerify(own));
        flight.add(ModelledMessages.finished());
        flight.end();
        return null;
    }

    private @Nullable TlsProblem onServerMessage(int type, ByteBuffer body) {
        if (type == ModelledMessages.SERVER_HELLO && greeted && !keyed && ModelledMessages.isServerHello(body)) {
            hand(RecordCutter.CHANGE_CIPHER_SPEC, new byte[] {1});
            keyed = true;
            return null;
        }
        if (!keyed || finishing) {
            return broken(TlsFailure.PROTOCOL, "a message of type " + type + " where none is expected");
        }
        return switch (type) {
            case ModelledMessages.ENCRYPTED_EXTENSIONS -> {
                protocol = ModelledMessages.chosenProtocol(body);
                yield null;
            }
            case ModelledMessages.CERTIFICATE_REQUEST -> {
                asked = true;
                yield null;
            }
            case ModelledMessages.CERTIFICATE -> shown(body);
            case ModelledMessages.CERTIFICATE_VERIFY -> null;
            case ModelledMessages.FINISHED -> finish();
            default -> broken(TlsFailure.PROTOCOL, "a message of type " + type + " where none is expected");
        };
    }

    private @Nullable TlsProblem finish() {
        TlsProblem refused = judge(true, Objects.requireNonNull(expected));
        if (refused != null) {
            return refused;
        }
        ModelledFlight flight = new ModelledFlight(records, due);
        TlsIdentity own = settings.own();
        if (asked) {
            flight.add(ModelledMessages.certificate(own == null ? List.of() : own.chain()));
        }
        if (asked && own != null) {
            flight.add(ModelledMessages.certificateVerify(own));
        }
        flight.add(ModelledMessages.finished());
        flight.end();
        finishing = true;
        return null;
    }

    private @Nullable TlsProblem shown(ByteBuffer body) {
        List<X509Certificate> chain = ModelledMessages.chain(body);
        if (chain == null) {
            return broken(TlsFailure.PROTOCOL, "certificates that cannot be read");
        }
        shown = chain;
        return null;
    }

    private @Nullable TlsProblem judge(boolean ofServer, TlsExpectation whom) {
        return switch (check.check(shown, ofServer, whom)) {
            case ChainCheck.Verdict.Good good -> {
                peer = good.peer();
                yield null;
            }
            case ChainCheck.Verdict.Bad bad ->
                refuse(
                        bad.problem().failure() == TlsFailure.NO_CERTIFICATE
                                ? CERTIFICATE_REQUIRED
                                : CERTIFICATE_UNKNOWN,
                        bad.problem());
        };
    }

    private TlsProblem broken(TlsFailure failure, String detail) {
        return refuse(UNEXPECTED_MESSAGE, new TlsProblem(failure, detail));
    }

    private TlsProblem refuse(int alert, TlsProblem reason) {
        broken = true;
        due.clear();
        alert(FATAL, alert);
        return reason;
    }

    private void alert(int level, int description) {
        hand(RecordCutter.ALERT, new byte[] {(byte) level, (byte) description});
    }

    private void hand(int type, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.length + ModelledRecords.OVERHEAD);
        if (keyed) {
            records.seal(type, ByteBuffer.wrap(payload), out);
        } else {
            ModelledRecords.open(type, payload, out);
        }
        due.add(Arrays.copyOf(out.array(), out.position()));
    }
}
