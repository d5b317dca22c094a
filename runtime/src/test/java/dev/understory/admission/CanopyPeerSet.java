package dev.understory.admission;

import dev.understory.session.CloseReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a Canopy node does with several connections of one peer (wire.md, section 4.3), as an end of a
 * {@link DuplicateModel}.
 */
final class CanopyPeerSet implements DuplicateModel.Judge {
    private final byte[] ownKey;
    private int current = -1;
    private boolean currentIsDialled;

    CanopyPeerSet(byte[] ownKey) {
        this.ownKey = ownKey;
    }

    @Override
    public List<Verdict> authenticated(int link, boolean dialled, byte[] peerKey) {
        List<Verdict> verdicts = new ArrayList<>();
        if (current >= 0) {
            boolean replaces =
                    currentIsDialled == dialled ? !dialled : dialled == (Arrays.compareUnsigned(ownKey, peerKey) < 0);
            if (!replaces) {
                return List.of(new Verdict.Refuse(link, CloseReason.DUPLICATE));
            }
            verdicts.add(new Verdict.Close(current, CloseReason.REPLACED));
        }
        current = link;
        currentIsDialled = dialled;
        verdicts.add(new Verdict.Admit(link));
        return verdicts;
    }

    @Override
    public List<Verdict> ended(int link) {
        if (link == current) {
            current = -1;
        }
        return List.of();
    }

    @Override
    public List<Verdict> stood(int incumbent, int newcomer, boolean alive) {
        throw new IllegalStateException("nobody is challenged by a Canopy node");
    }

    @Override
    public List<Verdict> spoken(int link) {
        return List.of();
    }

    @Override
    public boolean isAdmitted(int link) {
        return link == current;
    }

    @Override
    public boolean isWaiting(int link) {
        return false;
    }

    @Override
    public String state() {
        return "";
    }
}
