package dev.understory.scenario;

/** What the kinds of names in a scenario are called in problems. */
final class Names {
    static final String GROUP = "group";
    static final String REGION = "region";
    static final String ACCESS = "access class";
    static final String PHASE = "phase";
    static final String WORKLOAD = "workload";
    static final String CHURN = "churn";
    static final String CHECK = "check";
    static final String CONFIG_KEY = "config key";

    private Names() {}
}
