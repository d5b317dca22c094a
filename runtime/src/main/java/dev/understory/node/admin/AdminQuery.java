package dev.understory.node.admin;

import dev.understory.node.config.Spelling;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands behind the {@code ?} of a request, read strictly: what is not known or comes twice is refused. */
final class AdminQuery {
    private final Map<String, String> values;

    private AdminQuery(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads it.
     *
     * @param raw as it was sent; empty for none
     * @param keys all that it may have
     * @throws Refused if it is anything else
     */
    static AdminQuery read(String raw, List<String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : raw.isEmpty() ? List.<String>of() : List.of(raw.split("&", -1))) {
            int equals = part.indexOf('=');
            String key = decoded(equals < 0 ? part : part.substring(0, equals));
            if (!keys.contains(key)) {
                throw new Refused(
                        400,
                        "there is no '" + Refused.shown(key) + "' to be asked with here" + Spelling.hint(key, keys));
            }
            if (values.put(key, equals < 0 ? "" : decoded(part.substring(equals + 1))) != null) {
                throw new Refused(400, "'" + key + "' is there twice");
            }
        }
        return new AdminQuery(values);
    }

    /** The text of that key; null if there is none. */
    @Nullable
    String text(String key) {
        return values.get(key);
    }

    /** A whole number from 0 to {@code most}. */
    long number(String key, long otherwise, long most) {
        String text = values.get(key);
        if (text == null) {
            return otherwise;
        }
        long number = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
        if (number < 0 || number > most) {
            throw new Refused(400, "'" + key + "' must be a whole number from 0 to " + most);
        }
        return number;
    }

    /**
     * The text that is meant by one with {@code %41} and its like in it.
     *
     * @throws Refused if it stands for no text
     */
    static String decoded(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c > 0x7e || c < 0x21) {
                throw new Refused(
                        400,
                        "a path or query has only printable ASCII characters, others as a percent sign and two hexadecimal digits");
            }
            if (c != '%') {
                bytes.write(c == '+' ? ' ' : c);
                continue;
            }
            boolean isWhole = i + 2 < raw.length();
            int high = isWhole ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = isWhole ? Character.digit(raw.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw new Refused(400, "a % in a path or query is followed by two digits of hex");
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException noText) {
            throw new Refused(400, "a path or query is no UTF-8");
        }
    }
}
