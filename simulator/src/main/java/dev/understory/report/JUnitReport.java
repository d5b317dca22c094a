package dev.understory.report;

import dev.understory.check.CheckResult;
import dev.understory.run.RunResult;

/** The checks of a run as a test suite, for those who show test results. */
final class JUnitReport {
    private JUnitReport() {}

    static String xml(RunResult result) {
        String suite = Html.text(result.plan().scenario().name());
        long broken = count(result, CheckResult.Status.BROKEN);
        long open = count(result, CheckResult.Status.OPEN);
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append(String.format(
                "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" skipped=\"%d\">\n",
                suite, result.checks().size(), broken, open));
        for (CheckResult check : result.checks()) {
            String text = Html.text(check.measured().text() + ", wanted " + check.target()
                    + (check.note().isEmpty() ? "" : " (" + check.note() + ")"));
            xml.append(String.format(
                    "  <testcase classname=\"%s.%s\" name=\"%s\">", suite, check.kind(), Html.text(check.name())));
            xml.append(
                    switch (check.status()) {
                        case HELD -> "";
                        case BROKEN -> "<failure message=\"" + text + "\"/>";
                        case OPEN -> "<skipped message=\"" + text + "\"/>";
                    });
            xml.append("</testcase>\n");
        }
        return xml.append("</testsuite>\n").toString();
    }

    private static long count(RunResult result, CheckResult.Status status) {
        return result.checks().stream()
                .filter(check -> check.status() == status)
                .count();
    }
}
