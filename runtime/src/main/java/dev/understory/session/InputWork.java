package dev.understory.session;

import dev.understory.frame.Frames;

/**
 * What a peer's input costs and what it is worth, in bytes of frames. A frame costs its bytes (a large one half of those of an ordinary one at least), a packet costs about an
 * eighth of that, and so does a read of very few bytes up to half. A message pays for a frame of its own, as Canopy sends
 * it, and each byte of payload for four. So whatever carries something is paid for, however it is packed; and frames
 * without data, packets without payload, and heartbeats that nobody asked for are not.
 */
final class InputWork {
    private static final int PACKET_COST = 128;
    private static final int SMALL_READ = 512;
    private static final int MESSAGE_WORTH = Frames.SIZE + PACKET_COST;
    /** Packets of 300 bytes pay for a frame each. */
    private static final int BYTE_WORTH = 4;

    private final SessionInbound in;
    private long frameWork;
    private long packets;
    private long wanted;
    private long carried;

    /** Counts from now on. */
    InputWork(SessionInbound in) {
        this.in = in;
        this.frameWork = in.frameWork();
        this.packets = in.packets();
        this.wanted = in.wanted();
        this.carried = in.carried();
    }

    /**
     * What the last read, of so many bytes, cost beyond what it is worth; not more than 0 if it was worth it. A record that
     * is under way counts as payload until it turns out to be something else.
     */
    long takeWaste(int read) {
        long cost =
                in.frameWork() - frameWork + (in.packets() - packets) * PACKET_COST + Math.max(0, SMALL_READ - read);
        long worth = (in.wanted() - wanted) * MESSAGE_WORTH + (in.carried() - carried) * BYTE_WORTH;
        frameWork = in.frameWork();
        packets = in.packets();
        wanted = in.wanted();
        carried = in.carried();
        return cost - worth;
    }
}
