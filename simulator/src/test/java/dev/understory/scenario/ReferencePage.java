package dev.understory.scenario;

import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.StandardRule;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reference with what kinds, metrics and rules say of themselves. */
final class ReferencePage {
    private ReferencePage() {}

    /** The page as it has to be for a language; what no kind says stays as it is told. */
    static String telling(String told, Language language) {
        String page = withKinds(told, "## workloads", "### What a message carries", language.workloads());
        page = withKinds(page, "## attacks", "## churn", language.attacks());
        page = withRows(
                page,
                "| key of every attack | default | |",
                language.attacks().getFirst().sharedRows());
        page = withRows(
                page,
                "| `do` | keys | |",
                language.events().stream().map(EventKind::row).toList());
        page = withRows(page, "| state | of each running node |", rows(language, Metric.Kind.STATE));
        page = withRows(page, "| metric | unit | labels | one sample per |", rows(language, Metric.Kind.SAMPLE));
        return withRows(
                page,
                "| named rule | |",
                language.vocabulary().rules().stream().map(StandardRule::row).toList());
    }

    private static List<String> rows(Language language, Metric.Kind kind) {
        return language.vocabulary().metrics().stream()
                .filter(metric -> metric.kind() == kind)
                .map(Metric::row)
                .toList();
    }

    private static String withRows(String told, String title, List<String> rows) {
        Matcher table = Pattern.compile("(\n" + Pattern.quote(title) + "\n[|-]*\n)(\\|.*\n)*")
                .matcher(told);
        return table.replaceFirst("$1" + Matcher.quoteReplacement(String.join("\n", rows) + "\n"));
    }

    /** A new kind stands behind the others. */
    private static String withKinds(String told, String from, String to, List<WorkloadKind<?>> kinds) {
        String section = told.substring(told.indexOf("\n" + from + "\n"), told.indexOf("\n" + to + "\n") + 1);
        String changed = section;
        for (WorkloadKind<?> kind : kinds) {
            Pattern own = Pattern.compile("\\*\\*`" + kind.word() + "`\\*\\*: (.+\n)+(\n(\\|.*\n)+)?");
            Matcher old = own.matcher(changed);
            changed = old.find()
                    ? old.replaceFirst(Matcher.quoteReplacement(kind.reference()))
                    : changed + kind.reference() + "\n";
        }
        return told.replace(section, changed);
    }
}
