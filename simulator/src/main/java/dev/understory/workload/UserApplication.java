package dev.understory.workload;

import dev.understory.application.Application;

/**
 * A user's own application on a node.
 *
 * @param index its index among the workloads: the first byte of its messages
 * @param isAlone whether the run has no other workload; its messages then carry no first byte of ours
 * @param mayStop whether it may end before its node
 * @param application what the user wrote
 */
public record UserApplication(int index, boolean isAlone, boolean mayStop, Application application) {}
