package dev.understory.transport.tls;

/** How many records without data a peer may still send: each costs us work, or an answer, and it nothing. */
final class BarrenRecords {
    private final int most;
    private int left;
    private long data;

    BarrenRecords(int most) {
        this.most = most;
        this.left = most;
    }

    /** A record with that many bytes of data was opened; false if it has none, and there were too many such. */
    boolean allow(int size) {
        if (size == 0) {
            left--;
            return left >= 0;
        }
        data += size;
        if (data >= TlsLimits.DATA_PER_BARREN) {
            left = (int) Math.min(most, left + data / TlsLimits.DATA_PER_BARREN);
            data %= TlsLimits.DATA_PER_BARREN;
        }
        return true;
    }
}
