package dev.understory.report;

import dev.understory.check.CheckResult;
import dev.understory.run.RunResult;
import java.util.Locale;
import java.util.stream.Stream;

/** The checks of a run as a test suite, for those who show test results. */
final class JUnitReport {
    private JUnitReport() {}

    static String xml(RunResult result) {
        String suite = Html.text(result.plan().scenario().name());
        long broken = count(result, CheckResult.Status.BROKEN);
        long open = count(result, CheckResult.Status.OPEN);
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append(String.format(
                """
                <testsuite name="%s" tests="%d" failures="%d" skipped="%d">
                  <properties><property name="verdict" value="%s"/></properties>
                """,
                suite,
                result.checks().size() + silence(result).count(),
                broken,
                open + silence(result).count(),
                result.verdict().name().toLowerCase(Locale.ROOT)));
        for (CheckResult check : result.checks()) {
            String text = Html.text(check.measured().text() + ", wanted " + check.target()
                    + (check.note().isEmpty() ? "" : " (" + check.note() + ")"));
            xml.append(String.format(
                    "  <testcase classname=\"%s.%s\" name=\"%s\">", suite, check.kind(), Html.text(check.name())));
            xml.append(
                    switch (check.status()) {
                        case HELD -> "";
                        case BROKEN -> "<failure message=\"" + text + "\">" + details(result, check) + "</failure>";
                        case OPEN -> "<skipped message=\"" + text + "\"/>";
                    });
            xml.append("</testcase>\n");
        }
        silence(result)
                .forEach(message -> xml.append(String.format(
                        "  <testcase classname=\"%s.run\" name=\"judged\"><skipped message=\"%s\"/></testcase>\n",
                        suite, Html.text(message))));
        return xml.append("</testsuite>\n").toString();
    }

    /** A check of the scenario says all in its message; of failures there are several. */
    private static String details(RunResult result, CheckResult check) {
        return check.name().equals("no-failures") ? Html.text(result.failures().text()) : "";
    }

    /** Why the run says nothing, if no check tells it: who looks at tests only must not see a success. */
    private static Stream<String> silence(RunResult result) {
        return switch (result.ending().reason()) {
            case CUT, INTERRUPTED, LIMIT ->
                Stream.of("ended early: " + result.ending().detail());
            case REACHED, FAILED -> result.checks().isEmpty() ? Stream.of("the scenario has no checks") : Stream.of();
        };
    }

    private static long count(RunResult result, CheckResult.Status status) {
        return result.checks().stream()
                .filter(check -> check.status() == status)
                .count();
    }
}
