package dev.understory.workload;

/** What was thrown, in one line: what it is, what it says, and where in the application's own code it comes from. */
final class ThrownText {
    private static final int LONGEST = 300;

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

    private static String line(Throwable thrown) {
        String text = String.valueOf(thrown)
                .lines()
                .findFirst()
                .orElse(thrown.getClass().getName());
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    /** Neither the language nor the actors below. */
    private static boolean isOwn(String className) {
        return !className.startsWith("java.")
                && !className.startsWith("jdk.")
                && !className.startsWith("scala.")
                && !className.startsWith("org.apache.pekko.");
    }
}
