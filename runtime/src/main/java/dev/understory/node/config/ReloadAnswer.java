package dev.understory.node.config;

import dev.understory.admission.MustConnectAnswer;
import java.util.List;

/** What came of reading the configuration of a running node again: all of it holds, or nothing has changed. */
public sealed interface ReloadAnswer {
    /**
     * The node goes by it.
     *
     * @param changes a line for each setting that is written in another way than before
     * @param warnings a line for each setting that does not do what one may expect of it
     * @param mustConnect what came of the must-connect peers, which stay as they are where their setting does
     * @param closed connections that were closed because there are fewer places than they took
     */
    record Applied(List<String> changes, List<String> warnings, MustConnectAnswer mustConnect, int closed)
            implements ReloadAnswer {}

    /** The node goes by what it went by; each reason is a line with the file, the place in it and the setting, as far as it has them. */
    record Refused(List<String> reasons) implements ReloadAnswer {}
}
