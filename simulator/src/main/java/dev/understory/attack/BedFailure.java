package dev.understory.attack;

/** What is attacked, or who is honest there, did not do what each of them does without an attack. */
final class BedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BedFailure(String what) {
        super(what);
    }
}
