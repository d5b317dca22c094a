package dev.understory.node.admin;

import dev.understory.admission.MustConnectAnswer;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.ScoreChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Things that several answers have in them. */
final class AdminJson {
    private AdminJson() {}

    static double seconds(long nanos) {
        return Math.rint(nanos / 1e6) / 1e3;
    }

    static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : Double.valueOf(seconds(duration.toNanos()));
    }

    static String kind(BanSubject subject) {
        return switch (subject) {
            case BanSubject.Identity identity -> "identity";
            case BanSubject.Address address -> "address";
            case BanSubject.Network network -> "network";
            case BanSubject.Name name -> "host name";
        };
    }

    static List<Object> skipped(List<MustConnectAnswer.Skipped> peers) {
        List<Object> skipped = new ArrayList<>();
        for (MustConnectAnswer.Skipped one : peers) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("peer", one.peer().toString());
            entry.put("why", one.why().name());
            skipped.add(entry);
        }
        return skipped;
    }

    static List<Object> history(List<ScoreChange> changes, long nowNanos) {
        List<Object> history = new ArrayList<>();
        for (ScoreChange change : changes) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("reason", change.reason().name());
            line.put("times", change.times());
            line.put("score", change.score());
            line.put("ageSeconds", seconds(nowNanos - change.atNanos()));
            history.add(line);
        }
        return history;
    }
}
