package dev.understory.workload;

/** What was thrown, in one line: what it is, what it says, and where in the application's own code it comes from. */
public final class ThrownText {
    private static final int LONGEST = 300;
    private static final String FRAME = "\tat ";
    private static final String CAUSE = "\nCaused by: ";

    private ThrownText() {}

    static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder(line(thrown));
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (isOwn(frame.getClassName())) {
                text.append(" at ").append(frame);
                break;
            }
        }
        Throwable cause = thrown.getCause();
        if (cause != null && cause != thrown) {
            text.append(", caused by ").append(line(cause));
        }
        return text.toString();
    }

    /** The same of what has this stack trace: where it comes from is told of what caused it in the end. */
    public static String ofTrace(String stackTrace) {
        int last = stackTrace.lastIndexOf(CAUSE);
        if (last < 0) {
            return first(stackTrace) + place(stackTrace);
        }
        String cause = stackTrace.substring(last + CAUSE.length());
        return first(stackTrace) + ", caused by " + first(cause) + place(cause);
    }

    private static String first(String stackTrace) {
        return stackTrace.lines().findFirst().orElse("");
    }

    private static String place(String stackTrace) {
        return stackTrace
                .lines()
                .dropWhile(line -> !line.startsWith(FRAME))
                .takeWhile(line -> line.startsWith(FRAME))
                .map(line -> line.substring(FRAME.length()))
                .filter(frame -> isOwn(frame.substring(frame.lastIndexOf('/', frame.indexOf('(')) + 1)))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
    }

    private static String line(Throwable thrown) {
        String text = whole(thrown).lines().findFirst().orElse(thrown.getClass().getName());
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    /** Even what cannot say what it is has a name: the text is made of the message, which may be made of anything. */
    private static String whole(Throwable thrown) {
        try {
            return String.valueOf(thrown.toString());
        } catch (RuntimeException | Error unreadable) {
            return thrown.getClass().getName() + ", whose message cannot be read";
        }
    }

    /** Neither the language, nor the actors below, nor what runs them. */
    private static boolean isOwn(String className) {
        return !className.startsWith("java.")
                && !className.startsWith("jdk.")
                && !className.startsWith("scala.")
                && !className.startsWith("org.apache.pekko.")
                && !className.startsWith("dev.understory.engine.");
    }
}
