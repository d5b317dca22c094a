package dev.understory.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A line chart as inline SVG: axes with rounded ticks, lines, and bands shaded across, whose names stand above the lines.
 * Colours come from CSS.
 */
final class SvgChart {
    private static final int WIDTH = 880;
    private static final int PLOT_HEIGHT = 212;
    private static final int LEFT = 70;
    private static final int RIGHT = 14;
    private static final int TOP = 14;
    private static final int BOTTOM = 34;

    /** Rows in which the names of bands stand, and about how much room a name takes. */
    private static final int NAME_ROWS = 4;

    private static final int NAME_HEIGHT = 13;
    private static final double NAME_CHARACTER = 6.5;
    private static final double NAME_GAP = 8;

    private final String title;
    private final Axis x;
    private final Axis y;
    private final List<Line> lines = new ArrayList<>();
    private final List<Band> bands = new ArrayList<>();
    private final double[] taken = new double[NAME_ROWS];
    private int rows;

    /**
     * An axis.
     *
     * @param logarithmic whether steps are factors of ten; {@code min} must then be positive
     * @param label how a tick is written
     */
    record Axis(double min, double max, boolean logarithmic, DoubleFunction<String> label) {
        double place(double value) {
            double low = logarithmic ? Math.log10(min) : min;
            double high = logarithmic ? Math.log10(max) : max;
            double at = logarithmic ? Math.log10(Math.max(min, value)) : value;
            return high == low ? 0 : Math.clamp((at - low) / (high - low), 0, 1);
        }

        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            if (logarithmic) {
                for (double tick = Math.pow(10, Math.floor(Math.log10(min))); tick <= max * 1.0001; tick *= 10) {
                    for (double factor : factors()) {
                        if (tick * factor >= min * 0.9999 && tick * factor <= max * 1.0001) {
                            ticks.add(tick * factor);
                        }
                    }
                }
                return ticks;
            }
            double step = step((max - min) / 6);
            for (double tick = Math.ceil(min / step) * step; tick <= max + step * 1e-6; tick += step) {
                ticks.add(tick);
            }
            return ticks;
        }

        /** Of each power of ten its double and half too, where the axis is short enough for so many labels. */
        private double[] factors() {
            return max / min <= 1e4 ? new double[] {1, 2, 5} : new double[] {1};
        }

        private static double step(double rough) {
            double power = Math.pow(10, Math.floor(Math.log10(Math.max(rough, 1e-12))));
            double digit = rough / power;
            return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power;
        }
    }

    private record Line(String name, double[] xs, double[] ys) {}

    private record Band(String name, String kind, double from, double until, int row) {}

    SvgChart(String title, Axis x, Axis y) {
        this.title = title;
        this.x = x;
        this.y = y;
    }

    SvgChart line(String name, double[] xs, double[] ys) {
        lines.add(new Line(name, xs, ys));
        return this;
    }

    SvgChart band(String name, String kind, double from, double until) {
        int row = freeRow(px(from));
        if (!name.isEmpty()) {
            taken[row] = px(from) + NAME_GAP + NAME_CHARACTER * name.length();
            rows = Math.max(rows, row + 1);
        }
        bands.add(new Band(name, kind, from, until, row));
        return this;
    }

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append("<figure><figcaption>")
                .append(Html.text(title))
                .append(legend())
                .append("</figcaption>\n");
        svg.append(format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, bottom() + BOTTOM, Html.text(title)));
        for (Band band : bands) {
            double from = px(band.from());
            svg.append(format(
                    "<rect class=\"band %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>\n",
                    band.kind(),
                    from,
                    TOP,
                    Math.max(1, px(band.until()) - from),
                    bottom() - TOP,
                    Html.text(band.name())));
            svg.append(format(
                    "<text class=\"bandname\" x=\"%.1f\" y=\"%d\">%s</text>\n",
                    from + 3, TOP + 11 + band.row() * NAME_HEIGHT, Html.text(band.name())));
        }
        axes(svg);
        for (int i = 0; i < lines.size(); i++) {
            svg.append(format("<polyline class=\"line c%d\" points=\"", i % 6));
            Line line = lines.get(i);
            for (int point = 0; point < line.xs().length; point++) {
                svg.append(format("%.1f,%.1f ", px(line.xs()[point]), py(line.ys()[point])));
            }
            svg.append("\"/>\n");
        }
        return svg.append("</svg></figure>\n").toString();
    }

    /** The first row in which nothing stands at that place yet; the last one where all are taken. */
    private int freeRow(double from) {
        int row = 0;
        while (row + 1 < taken.length && taken[row] > from) {
            row++;
        }
        return row;
    }

    private String legend() {
        StringBuilder legend = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            legend.append(format(
                    " <span class=\"key c%d\">%s</span>",
                    i % 6, Html.text(lines.get(i).name())));
        }
        return legend.toString();
    }

    private void axes(StringBuilder svg) {
        for (double tick : x.ticks()) {
            svg.append(format(
                    "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>"
                            + "<text class=\"tick\" text-anchor=\"middle\" x=\"%1$.1f\" y=\"%4$d\">%5$s</text>\n",
                    px(tick),
                    top(),
                    bottom(),
                    bottom() + 16,
                    Html.text(x.label().apply(tick))));
        }
        for (double tick : y.ticks()) {
            svg.append(format(
                    "<line class=\"grid\" x1=\"%1$d\" x2=\"%2$d\" y1=\"%3$.1f\" y2=\"%3$.1f\"/>"
                            + "<text class=\"tick\" text-anchor=\"end\" x=\"%4$d\" y=\"%5$.1f\">%6$s</text>\n",
                    LEFT,
                    WIDTH - RIGHT,
                    py(tick),
                    LEFT - 6,
                    py(tick) + 4,
                    Html.text(y.label().apply(tick))));
        }
    }

    private double px(double value) {
        return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private double py(double value) {
        return bottom() - y.place(value) * PLOT_HEIGHT;
    }

    /** Where the lines may begin, below the names of the bands. */
    private int top() {
        return TOP + rows * NAME_HEIGHT;
    }

    private int bottom() {
        return top() + PLOT_HEIGHT;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    private static String format(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern, arguments);
    }
}
