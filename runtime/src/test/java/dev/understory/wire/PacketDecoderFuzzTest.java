package dev.understory.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;

final class PacketDecoderFuzzTest {
    @FuzzTest
    void readsNothingThatTheGeneratedClassesReadOtherwise(byte[] record) throws InvalidProtocolBufferException {
        PacketDecoderTest.assertAgreement(new PacketDecoder(), record);
    }
}
