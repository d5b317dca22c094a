package dev.understory.node.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param where {@code file:line:column}, {@code file}, or the option it came from
 * @param message one line that says what is wrong, with the nearest right name where there is one
 */
public record ConfigProblem(String where, String message) {
    @Override
    public String toString() {
        return where + ": " + message;
    }
}
