package dev.understory.transport.tcp;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The addresses of this machine's interfaces. */
public final class LocalAddresses {
    /** Addresses that are told; a machine with more has them for something else. */
    public static final int MOST = 16;

    private LocalAddresses() {}

    /**
     * Where others may dial who listens on all addresses: those of interfaces that are up, in the order of the interfaces,
     * IPv4 first if {@code ipv4First}; without loopback and link-local ones, which mean something else elsewhere. A machine
     * that has no others is reached from itself only, at its loopback address.
     */
    public static List<String> diallable(boolean ipv4First) {
        List<InetAddress> found = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .filter(LocalAddresses::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .forEach(found::add);
        } catch (SocketException unreadable) {
            // The loopback address, then.
        }
        if (found.isEmpty()) {
            return List.of(ipv4First ? "127.0.0.1" : "::1");
        }
        found.sort(Comparator.comparing(address -> address instanceof Inet4Address != ipv4First));
        return found.stream().map(NetUtil::toAddressString).limit(MOST).toList();
    }

    private static boolean isUp(NetworkInterface candidate) {
        try {
            return candidate.isUp();
        } catch (SocketException gone) {
            return false;
        }
    }
}
