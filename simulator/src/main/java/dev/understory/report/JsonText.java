package dev.understory.report;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes maps, collections, arrays of longs, texts, numbers and booleans as JSON: two spaces per level, lists of plain
 * values on one line, keys in the order of the map. The same data always gives the same text.
 */
final class JsonText {
    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    static String of(Object value) {
        JsonText json = new JsonText();
        json.value(value, 0);
        return json.text.append('\n').toString();
    }

    private void value(Object value, int level) {
        switch (value) {
            case Map<?, ?> map -> map(map, level);
            case Collection<?> list -> list(list, level);
            case long[] longs -> longs(longs);
            case BigDecimal number -> text.append(number.toPlainString());
            case Number number -> text.append(number);
            case Boolean flag -> text.append(flag);
            default -> string(value.toString());
        }
    }

    private void map(Map<?, ?> map, int level) {
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        many('{', '}', entries, level, entry -> {
            string(String.valueOf(entry.getKey()));
            text.append(": ");
            value(entry.getValue(), level + 1);
        });
    }

    private void list(Collection<?> list, int level) {
        boolean plain = list.stream().allMatch(each -> !(each instanceof Map || each instanceof Collection));
        if (plain) {
            text.append('[');
            Iterator<?> values = list.iterator();
            while (values.hasNext()) {
                value(values.next(), level);
                text.append(values.hasNext() ? ", " : "");
            }
            text.append(']');
        } else {
            many('[', ']', list.iterator(), level, each -> value(each, level + 1));
        }
    }

    private <T> void many(char open, char close, Iterator<? extends T> values, int level, Consumer<T> write) {
        text.append(open);
        if (!values.hasNext()) {
            text.append(close);
            return;
        }
        while (values.hasNext()) {
            text.append('\n').append("  ".repeat(level + 1));
            write.accept(values.next());
            text.append(values.hasNext() ? "," : "");
        }
        text.append('\n').append("  ".repeat(level)).append(close);
    }

    private void longs(long[] values) {
        text.append('[');
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ", ").append(values[i]);
        }
        text.append(']');
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
