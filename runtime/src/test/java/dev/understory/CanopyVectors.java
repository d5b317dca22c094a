package dev.understory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code vectors/canopy.json}: values computed by, and sessions recorded from, a live Canopy node. */
public final class CanopyVectors {
    private static final JsonNode ROOT = load();

    private CanopyVectors() {}

    /** One of the file's sections. */
    public static JsonNode section(String name) {
        return Objects.requireNonNull(ROOT.get(name), name);
    }

    /** The bytes of a hexadecimal field. */
    public static byte[] bytes(JsonNode node, String field) {
        return hex(Objects.requireNonNull(node.get(field), field).asString());
    }

    /** Hexadecimal digits as bytes; blanks are left out. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static JsonNode load() {
        try (InputStream file = CanopyVectors.class.getResourceAsStream("/vectors/canopy.json")) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
