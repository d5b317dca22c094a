package dev.understory.admission;

import dev.understory.admission.ConnectionEntry.State;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.GroupLevel;
import dev.understory.session.Direction;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is taken of the places that a node has for connections, when somebody asks.
 *
 * @param inbound slots of ordinary peers that have dialled us
 * @param outbound slots of ordinary peers that we dial or have dialled
 * @param handshakes accepted links whose peer is not admitted yet
 * @param mostOfGroup accepted links of the group that has most, at each level
 * @param bans bans in force, those for low scores too
 * @param scores identities whose scores are remembered
 */
public record PlacesInUse(
        int inbound, int outbound, int handshakes, Map<GroupLevel, Integer> mostOfGroup, int bans, int scores) {
    /** Of that peer set. */
    public static PlacesInUse of(PeerSet set) {
        int handshakes = 0;
        Map<AddressGroup, Integer> links = new TreeMap<>();
        Map<GroupLevel, Integer> most = new EnumMap<>(GroupLevel.class);
        for (ConnectionEntry entry : set.table.view()) {
            handshakes += entry.direction == Direction.INBOUND && entry.state == State.HANDSHAKING ? 1 : 0;
            if (entry.charged) {
                for (GroupLevel level : entry.address.levels()) {
                    int count = links.merge(entry.address.group(level), 1, Integer::sum);
                    most.merge(level, count, Math::max);
                }
            }
        }
        return new PlacesInUse(
                set.table.inboundSlots(),
                set.table.outboundSlots(),
                handshakes,
                most,
                set.bans().size(),
                set.gatekeeper.remembered());
    }
}
