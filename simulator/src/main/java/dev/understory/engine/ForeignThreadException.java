package dev.understory.engine;

/** Something outside the simulation's own threads touched a simulated node. */
public final class ForeignThreadException extends SimulationException {
    private static final long serialVersionUID = 1L;

    ForeignThreadException(String message) {
        super(message);
    }
}
