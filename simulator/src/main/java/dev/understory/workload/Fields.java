package dev.understory.workload;

import dev.understory.wire.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers in the headers of workload messages. */
final class Fields {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Fields() {}

    static void putLong(byte[] message, int at, long value) {
        LONG.set(message, at, value);
    }

    static void putInt(byte[] message, int at, int value) {
        INT.set(message, at, value);
    }

    static long getLong(Bytes message, int at) {
        return getLong(message.array(), message.offset() + at);
    }

    static long getLong(byte[] array, int at) {
        return (long) LONG.get(array, at);
    }

    static int getInt(Bytes message, int at) {
        return (int) INT.get(message.array(), message.offset() + at);
    }
}
