package dev.understory.network;

import dev.understory.engine.MailCodec;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@link Mail} as bytes: one byte says which, and the fields follow in order, numbers big-endian. Bytes and
 * names are what is left at the end.
 */
final class NetworkMail implements MailCodec {
    private static final byte NOTHING = 0;
    private static final byte BYTES = 1;
    private static final byte PIECE = 2;
    private static final byte KNOCK = 3;
    private static final byte ANSWER = 4;

    @Override
    public byte[] encode(@Nullable Object argument) {
        return switch (argument) {
            case null -> new byte[] {NOTHING};
            case Bytes bytes ->
                ByteBuffer.allocate(1 + bytes.size())
                        .put(BYTES)
                        .put(bytes.array(), bytes.offset(), bytes.size())
                        .array();
            case Piece piece ->
                ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + piece.size())
                        .put(PIECE)
                        .putLong(piece.position())
                        .putInt(piece.drops())
                        .put(piece.bytes().array(), piece.bytes().offset(), piece.size())
                        .array();
            case Mail.Knock knock -> {
                byte[] host = knock.from().host().getBytes(StandardCharsets.UTF_8);
                yield ByteBuffer.allocate(1 + 3 * Integer.BYTES + 2 * Long.BYTES + host.length)
                        .put(KNOCK)
                        .putInt(knock.dialer())
                        .putLong(knock.dial())
                        .putLong(knock.deadline())
                        .putInt(knock.port())
                        .putInt(knock.from().port())
                        .put(host)
                        .array();
            }
            case Mail.Answer answer ->
                ByteBuffer.allocate(1 + Integer.BYTES + 2 * Long.BYTES)
                        .put(ANSWER)
                        .putLong(answer.dial())
                        .putInt(answer.acceptor())
                        .putLong(answer.link())
                        .array();
            default ->
                throw new IllegalArgumentException("no machine may have this of another: " + argument.getClass());
        };
    }

    @Override
    public @Nullable Object decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte kind = in.get();
            Object argument = switch (kind) {
                case NOTHING -> null;
                case BYTES -> rest(in);
                case PIECE -> piece(in);
                case KNOCK -> knock(in);
                case ANSWER ->
                    new Mail.Answer(notNegative(in.getLong()), notNegative(in.getInt()), notNegative(in.getLong()));
                default -> throw new IllegalArgumentException("no argument is of kind " + kind);
            };
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes follow the argument");
            }
            return argument;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the argument is cut off after " + bytes.length + " bytes", e);
        }
    }

    private static Piece piece(ByteBuffer in) {
        long position = notNegative(in.getLong());
        int drops = notNegative(in.getInt());
        return new Piece(position, rest(in), drops);
    }

    private static Mail.Knock knock(ByteBuffer in) {
        int dialer = notNegative(in.getInt());
        long dial = notNegative(in.getLong());
        long deadline = notNegative(in.getLong());
        int port = port(in.getInt());
        int fromPort = port(in.getInt());
        Bytes host = rest(in);
        return new Mail.Knock(dialer, dial, deadline, new Endpoint(text(host), fromPort), port);
    }

    private static Bytes rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return Bytes.wrap(rest);
    }

    /** What is not UTF-8 would not be encoded like that. */
    private static String text(Bytes bytes) {
        String text = new String(bytes.toArray(), StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes.toArray())) {
            throw new IllegalArgumentException("a host name is not UTF-8");
        }
        return text;
    }

    private static int port(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("no port has the number " + port);
        }
        return port;
    }

    private static int notNegative(int number) {
        return (int) notNegative((long) number);
    }

    private static long notNegative(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("a number is negative: " + number);
        }
        return number;
    }
}
