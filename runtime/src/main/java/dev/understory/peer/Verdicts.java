package dev.understory.peer;

import dev.understory.admission.AdmissionTable;
import dev.understory.admission.Verdict;
import dev.understory.connection.ConnectionActor;
import dev.understory.session.CloseReason;
import java.util.List;

/** Carries out what the {@link AdmissionTable} has decided. */
final class Verdicts {
    private Verdicts() {}

    /** Carries out all of them even if one fails, because each is about another connection. */
    static void carryOut(List<Verdict> verdicts, PeerSet set) {
        RuntimeException first = null;
        for (Verdict verdict : verdicts) {
            try {
                carryOut(verdict, set);
            } catch (RuntimeException defect) {
                first = first == null ? defect : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void carryOut(Verdict verdict, PeerSet set) {
        switch (verdict) {
            case Verdict.Admit(long id) -> set.admit(id);
            case Verdict.Refuse(long id, CloseReason reason) -> set.refuse(id, reason);
            case Verdict.Close(long id, CloseReason reason) -> set.close(id, reason);
            case Verdict.Challenge(long id, long newcomer, boolean patient) -> {
                LiveConnection incumbent = set.live.get(id);
                if (incumbent != null) {
                    incumbent.actor.tell(new ConnectionActor.Challenge(newcomer, patient));
                }
            }
        }
    }
}
