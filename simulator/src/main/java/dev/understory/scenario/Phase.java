package dev.understory.scenario;

import java.time.Duration;

/** A named span [start, end) of the run. */
public record Phase(String name, Duration start, Duration end) {}
