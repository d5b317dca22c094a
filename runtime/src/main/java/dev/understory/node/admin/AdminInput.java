package dev.understory.node.admin;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import dev.understory.node.config.Spelling;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON object of a request, read strictly: what is not known is refused, and so is what would be guessed. */
final class AdminInput {
    /** Peers in a list, as many as a body holds whose hosts are addresses; more are refused. */
    static final int MOST_PEERS = 512;

    private static final Duration LONGEST_BAN = Duration.ofDays(365);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode object;

    private AdminInput(ObjectNode object) {
        this.object = object;
    }

    /**
     * Reads a request's body.
     *
     * @param keys all that it may have
     * @throws Refused if it is no object of those keys
     */
    static AdminInput read(byte[] body, List<String> keys) {
        JsonNode tree;
        try {
            tree = JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JacksonException broken) {
            var at = broken.getLocation();
            throw new Refused(
                    400,
                    "the body is no JSON: "
                            + broken.getOriginalMessage().lines().findFirst().orElse("it is empty")
                            + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        }
        if (!(tree instanceof ObjectNode object)) {
            throw new Refused(400, "the body must be a JSON object with " + String.join(", ", keys));
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (!keys.contains(entry.getKey())) {
                throw new Refused(
                        400,
                        "there is no key '" + Refused.shown(entry.getKey()) + "'"
                                + Spelling.hint(entry.getKey(), keys));
            }
        }
        return new AdminInput(object);
    }

    /** A text that has to be there. */
    String text(String key) {
        JsonNode value = object.get(key);
        if (value == null || !value.isString() || value.asString().isBlank()) {
            throw new Refused(400, "the key '" + key + "' must be a text, and not empty");
        }
        return value.asString().strip();
    }

    /** A time like {@code 10 m} or {@code 7 d}; null where there is none or the word {@code forever}. */
    @Nullable
    Duration duration(String key) {
        JsonNode value = object.get(key);
        if (value == null
                || value.isNull()
                || value.isString() && value.asString().equals("forever")) {
            return null;
        }
        Duration duration = Duration.ZERO;
        boolean isOne = value.isString() && value.asString().matches("\\s*[0-9]+(\\.[0-9]+)?\\s*[a-z]+\\s*");
        if (isOne) {
            try {
                duration = ConfigValueFactory.fromAnyRef(value.asString())
                        .atKey("d")
                        .getDuration("d");
            } catch (ConfigException wrong) {
                isOne = false;
            }
        }
        if (!isOne || duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(LONGEST_BAN) > 0) {
            throw new Refused(
                    400,
                    "the key '" + key
                            + "' must be a time of 1 s to 365 d with its unit (\"10 m\", \"2 h\", \"7 d\"), or"
                            + " \"forever\"");
        }
        return duration;
    }

    /** A list of texts that has to be there. */
    List<String> texts(String key) {
        JsonNode value = object.get(key);
        if (value == null || !value.isArray()) {
            throw new Refused(400, "the key '" + key + "' must be a list of texts");
        }
        if (value.size() > MOST_PEERS) {
            throw new Refused(400, "the key '" + key + "' has " + value.size() + " entries, more than " + MOST_PEERS);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode one : value) {
            if (!one.isString()) {
                throw new Refused(400, "entry " + (texts.size() + 1) + " of '" + key + "' is no text");
            }
            texts.add(one.asString().strip());
        }
        return texts;
    }

    /** An answer as JSON. */
    static String json(Object answer) {
        return JSON.writeValueAsString(answer);
    }
}
