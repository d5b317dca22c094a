package dev.understory.node.inspect;

import java.util.List;

/** The peers admitted now, oldest first. */
public record NodeReport(List<PeerReport> peers) {}
