package dev.understory.scenario.shape;

import dev.understory.scenario.shape.YamlValue.Entry;
import dev.understory.scenario.shape.YamlValue.Mapping;
import dev.understory.scenario.shape.YamlValue.Scalar;
import dev.understory.scenario.shape.YamlValue.Sequence;
import dev.understory.scenario.shape.YamlValue.Unreadable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Bytes to values: YAML 1.2 with places, without anchors, aliases and tags (none of which the language needs), and with
 * limits on size, depth and number of values that hold before memory is spent.
 */
public final class YamlParser {
    /** The largest file that is read. */
    public static final int MAX_BYTES = 1 << 20;

    /** How deep values may be nested. */
    public static final int MAX_DEPTH = 24;

    /** How many values a file may have. */
    public static final int MAX_VALUES = 50_000;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(MAX_BYTES)
            .build();

    private final Reading reading;
    private final Iterator<Event> events;
    private int values;

    private YamlParser(Reading reading, Iterator<Event> events) {
        this.reading = reading;
        this.events = events;
    }

    /** The file's one value; null when it is no YAML, which has then been reported. */
    public static @Nullable YamlValue parse(byte[] bytes, Reading reading) {
        if (bytes.length > MAX_BYTES) {
            reading.problem(Position.START, "the file is larger than " + MAX_BYTES + " bytes");
            return null;
        }
        String text = decode(bytes, reading);
        if (text == null) {
            return null;
        }
        try {
            return new YamlParser(reading, new Parse(SETTINGS).parseString(text).iterator()).document();
        } catch (TooMuch e) {
            reading.problem(e.position, e.reason);
        } catch (MarkedYamlEngineException e) {
            reading.problem(position(e.getProblemMark().or(e::getContextMark)), "not YAML: " + oneLine(e.getProblem()));
        } catch (ReaderException e) {
            reading.problem(placeOf(text, e.getPosition()), "not YAML: this character is not allowed");
        } catch (YamlEngineException e) {
            reading.problem(Position.START, "not YAML: " + oneLine(String.valueOf(e.getMessage())));
        }
        return null;
    }

    private static @Nullable String decode(byte[] bytes, Reading reading) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            reading.problem(placeOf(text, text.codePointCount(0, text.length())), "not UTF-8 text");
            return null;
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private @Nullable YamlValue document() {
        events.next(); // start of the stream
        Event event = events.next();
        if (event.getEventId() == Event.ID.StreamEnd) {
            reading.problem(Position.START, "the file is empty");
            return null;
        }
        YamlValue value = value(events.next(), 0);
        events.next(); // end of the document
        Event after = events.next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            reading.problem(position(after.getStartMark()), "a second document: a file is one scenario");
        }
        return value;
    }

    private YamlValue value(Event event, int depth) {
        Position position = position(event.getStartMark());
        if (depth > MAX_DEPTH) {
            throw new TooMuch(position, "nested deeper than " + MAX_DEPTH + " levels");
        }
        if (++values > MAX_VALUES) {
            throw new TooMuch(position, "more than " + MAX_VALUES + " values");
        }
        if (event instanceof AliasEvent) {
            reading.problem(position, "aliases are not part of the language: use vars");
            return new Unreadable(position);
        }
        if (event instanceof NodeEvent node) {
            Optional<Anchor> anchor = node.getAnchor();
            anchor.ifPresent(name -> reading.problem(position, "anchors are not part of the language: use vars"));
        }
        YamlValue value = switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event, position);
            case SequenceStart -> sequence(position, depth);
            case MappingStart -> mapping(position, depth);
            default -> throw new IllegalStateException("a value cannot start with " + event);
        };
        return tagOf(event).isEmpty() ? value : refuseTag(position);
    }

    private static Optional<String> tagOf(Event event) {
        return event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : Optional.empty();
    }

    private YamlValue refuseTag(Position position) {
        reading.problem(position, "tags are not part of the language");
        return new Unreadable(position);
    }

    private static Scalar scalar(ScalarEvent event, Position position) {
        return new Scalar(event.getValue(), event.isPlain(), position, null);
    }

    private Sequence sequence(Position position, int depth) {
        List<YamlValue> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(value(event, depth + 1));
        }
        return new Sequence(items, position);
    }

    private Mapping mapping(Position position, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            YamlValue key = value(event, depth + 1);
            YamlValue value = value(events.next(), depth + 1);
            if (!(key instanceof Scalar name)) {
                if (!(key instanceof Unreadable)) {
                    reading.problem(key.position(), "a key has to be a word, not " + key.noun());
                }
                continue;
            }
            Entry first = entries.putIfAbsent(name.text(), new Entry(key.position(), value));
            if (first != null) {
                reading.problem(
                        key.position(),
                        "key '" + name.text() + "' is here twice (first in line "
                                + first.keyPosition().line() + ")");
            }
        }
        return new Mapping(entries, position);
    }

    private static Position position(Optional<Mark> mark) {
        return mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1)).orElse(Position.START);
    }

    private static Position placeOf(String text, int codePoints) {
        int line = 1;
        int column = 1;
        int[] all = text.codePoints().limit(Math.max(0, codePoints)).toArray();
        for (int codePoint : all) {
            column++;
            if (codePoint == '\n') {
                line++;
                column = 1;
            }
        }
        return new Position(line, column);
    }

    private static String oneLine(String message) {
        return message.lines().findFirst().orElse("syntax error");
    }

    /** A limit was hit: the rest of the file is not looked at. */
    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Position position;
        private final String reason;

        TooMuch(Position position, String reason) {
            super(reason, null, false, false);
            this.position = position;
            this.reason = reason;
        }
    }
}
