package dev.understory.engine;

/** The simulation was used wrongly or broke one of its own rules; the run cannot go on. */
public class SimulationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, in one line. */
    public SimulationException(String message) {
        super(message);
    }

    /** The same, and what it came from. */
    SimulationException(String message, Throwable cause) {
        super(message, cause);
    }
}
