package dev.understory.workload;

import dev.understory.application.Registration;
import dev.understory.measure.LifeRecorder;

/**
 * Where an application of a run lives: on which node, in which of its lives, and under which name.
 *
 * @param index the node's number in the run
 * @param directory all nodes of the run
 * @param recorder where what is measured in this life goes
 * @param application what the application is called on the node
 */
record Site(int index, Directory directory, LifeRecorder recorder, String application) {
    /** Tells the run that the application has failed or ended, because no check may ask. */
    void tell(long now, String what) {
        String which = application.equals(Registration.ALONE) ? "" : " '" + application + "'";
        recorder.failed(now, "the application" + which + " " + what);
    }

    /** As above, of what was thrown. */
    void failed(long now, Throwable thrown) {
        tell(now, "failed: " + ThrownText.of(thrown));
    }
}
