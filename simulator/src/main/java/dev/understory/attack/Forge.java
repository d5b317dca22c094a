package dev.understory.attack;

/** Makes frames of any kind, and also some that no node makes. */
interface Forge {
    /** Bytes of the stream in frames. */
    byte[] seal(byte[] plain);

    /** The next frame, with that length in it, whatever is in it; {@code data} fits a frame. */
    byte[] frame(int length, byte[] data);
}
