package dev.understory.transport.tcp;

import dev.understory.transport.DialEvent.Reason;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LinkEvent.Cause;
import dev.understory.transport.LinkEvent.Closed;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.util.Locale;

/** What the exceptions of sockets mean, in the words of the transport port. */
final class SocketErrors {
    private SocketErrors() {}

    /** Why a dial failed. */
    static Reason ofDial(Throwable cause) {
        String message = message(cause);
        if (cause instanceof ConnectTimeoutException || message.contains("timed out")) {
            return Reason.TIMEOUT;
        }
        if (message.contains("refused")) {
            return Reason.REFUSED;
        }
        if (cause instanceof NoRouteToHostException
                || message.contains("unreachable")
                || message.contains("no route")) {
            return Reason.UNREACHABLE;
        }
        return message.contains("reset") ? Reason.REFUSED : Reason.LOCAL;
    }

    /** One line that says why a dial failed. */
    static String describeDial(Reason reason, Endpoint remote, Throwable cause) {
        return switch (reason) {
            case REFUSED -> "nobody listens at " + remote;
            case TIMEOUT -> remote + " did not answer in time";
            case UNREACHABLE -> "there is no route to " + remote;
            case UNRESOLVED -> "the host name " + remote.host() + " has no address";
            case LOCAL, NOT_SECURED -> remote + " could not be dialled: " + cause.getMessage();
        };
    }

    /** One line that says why nothing is listening. */
    static String describeListen(Endpoint local, Throwable cause) {
        String message = message(cause);
        if (message.contains("in use")) {
            return "cannot listen on " + local + ": the port is in use";
        }
        if (message.contains("permission denied")) {
            return "cannot listen on " + local + ": no permission to use this port";
        }
        if (message.contains("assign requested address") || cause instanceof BindException) {
            return "cannot listen on " + local + ": it is not an address of this machine";
        }
        return "cannot listen on " + local + ": " + cause.getMessage();
    }

    /** Whether the process, or the system, has no descriptor left (EMFILE, ENFILE). */
    static boolean isOutOfDescriptors(Throwable cause) {
        return message(cause).contains("too many open files");
    }

    /** What a failed read or write says about the link. */
    static Closed ofLink(Throwable cause) {
        String message = message(cause);
        if (!(cause instanceof IOException)) {
            return new Closed(Cause.FAILED, cause.toString());
        }
        return message.contains("reset") || message.contains("broken pipe") || message.contains("aborted")
                ? new Closed(Cause.RESET, "the connection was reset")
                : new Closed(Cause.FAILED, String.valueOf(cause.getMessage()));
    }

    private static String message(Throwable cause) {
        return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    }
}
