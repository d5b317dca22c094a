package dev.understory.peerbook;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.Unroutable;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is of use in Canopy's {@code book.json} (wire.md, section 4.10). A bad entry is passed over with a reason; a file that
 * ends early gives what stood before its end.
 *
 * @param addresses those at an address, none twice
 * @param named those at a name, which has to be resolved before the book takes it, none twice
 * @param skipped entries that were passed over
 * @param problems a line for each of the first of those, and one for the place from which on the file cannot be read
 */
public record CanopyBook(List<BookAddress> addresses, List<PeerAddress> named, int skipped, List<String> problems) {
    /** Larger files are not read; Canopy's book has no limit, and 100,000 entries have about 40 MB. */
    public static final int MOST_BYTES = 64 << 20;

    /** Of more entries the first are read. */
    static final int MOST_ENTRIES = 200_000;

    /** Problems that are told in words. */
    static final int MOST_PROBLEMS = 20;

    private static final int LONGEST_PROBLEM = 200;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Why an entry is of no use; never leaves this class. */
    private static final class Useless extends Exception {
        private static final long serialVersionUID = 1;

        Useless(String why) {
            super(why, null, false, false);
        }
    }

    /** What has been read so far. */
    private static final class Reading {
        private final String network;
        private final String chain;
        private final SequencedSet<BookAddress> addresses = new LinkedHashSet<>();
        private final SequencedSet<PeerAddress> named = new LinkedHashSet<>();
        private final List<String> problems = new ArrayList<>();
        private int entries;
        private int skipped;

        Reading(long networkId, long chainId) {
            network = Long.toUnsignedString(networkId);
            chain = Long.toUnsignedString(chainId);
        }

        void entry(JsonNode entry, int line) {
            try {
                PeerAddress address = read(entry);
                NetworkAddress host = NetworkAddress.of(address.host());
                PublicKey key = address.key();
                if (host.literal() && key != null) {
                    addresses.add(new BookAddress(key, host, address.port()));
                } else {
                    named.add(address);
                }
            } catch (Useless useless) {
                skipped++;
                problem("line " + line + ", entry " + entries + ": " + useless.getMessage());
            }
        }

        void problem(String line) {
            if (problems.size() < MOST_PROBLEMS) {
                String shown = line.replaceAll("[^\\x20-\\x7e]", "?");
                problems.add(shown.length() > LONGEST_PROBLEM ? shown.substring(0, LONGEST_PROBLEM) + "..." : shown);
            }
        }

        private PeerAddress read(JsonNode entry) throws Useless {
            JsonNode address = entry.path("address");
            JsonNode meta = address.path("peerMeta");
            number(meta, "networkID", network);
            number(meta, "chainID", chain);
            JsonNode failures = entry.path("consecutiveFailedDial");
            if (failures.isNumber() && failures.doubleValue() >= BookSettings.FAILED_ROUNDS) {
                throw new Useless("has failed " + failures.asString() + " times");
            }
            String text = text(address, "publicKey") + "@" + text(address, "netAddress");
            try {
                return PeerAddress.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new Useless(String.valueOf(wrong.getMessage()));
            }
        }

        private static String text(JsonNode address, String name) throws Useless {
            JsonNode value = address.path(name);
            if (!value.isString()) {
                throw new Useless("has no " + name);
            }
            return value.stringValue();
        }

        /** An id that is absent is zero, as Canopy leaves out what is. */
        private static void number(JsonNode meta, String name, String expected) throws Useless {
            JsonNode value = meta.path(name);
            String found =
                    value.isIntegralNumber() ? value.bigIntegerValue().toString() : value.isMissingNode() ? "0" : "?";
            if (!found.equals(expected)) {
                throw new Useless("is of " + name + " " + found + ", and this node of " + expected);
            }
        }
    }

    /** Reads such a file, whatever it is in truth, for a node of that network and chain. */
    public static CanopyBook read(Bytes file, long networkId, long chainId) {
        Reading reading = new Reading(networkId, chainId);
        if (file.size() > MOST_BYTES) {
            reading.problem("has " + file.size() + " bytes, and no more than " + MOST_BYTES + " are read");
        } else {
            try (JsonParser parser = JSON.createParser(file.array(), file.offset(), file.size())) {
                readBook(parser, reading);
            } catch (JacksonException broken) {
                reading.problem(unreadable(broken));
            }
        }
        return new CanopyBook(
                List.copyOf(reading.addresses),
                List.copyOf(reading.named),
                reading.skipped,
                List.copyOf(reading.problems));
    }

    /**
     * Adds its addresses to a book, where they count as heard of until they were dialled. Returns how many came to what: an answer
     * of the book ({@link BookAnswer.Added}), or why nobody may be dialled there ({@link Unroutable}).
     */
    public SortedMap<String, Integer> addTo(PeerBook book, long nowNanos) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (BookAddress address : addresses) {
            // each its own source: the file is the operator's, and no stranger's share of the book
            BookAnswer.Added added = book.add(address, address.host(), nowNanos);
            Unroutable why = book.objection(address);
            counts.merge(word(added == BookAnswer.Added.UNROUTABLE && why != null ? why : added), 1, Integer::sum);
        }
        return counts;
    }

    private static String word(Enum<?> answer) {
        return answer.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void readBook(JsonParser parser, Reading reading) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            reading.problem("is no book of Canopy: it is no JSON object");
            return;
        }
        boolean isBook = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isNamedSo = "book".equals(parser.currentName());
            if (parser.nextToken() == JsonToken.START_ARRAY && isNamedSo) {
                isBook = true;
                if (!readEntries(parser, reading)) {
                    return;
                }
            } else {
                parser.skipChildren();
            }
        }
        if (!isBook) {
            reading.problem("is no book of Canopy: it has no list \"book\"");
        }
    }

    /** Returns whether all of them were read. */
    private static boolean readEntries(JsonParser parser, Reading reading) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (reading.entries == MOST_ENTRIES) {
                reading.problem("has more than " + MOST_ENTRIES + " entries; the others are not read");
                return false;
            }
            reading.entries++;
            int line = parser.currentTokenLocation().getLineNr();
            reading.entry(parser.readValueAsTree(), line);
        }
        return true;
    }

    private static String unreadable(JacksonException broken) {
        TokenStreamLocation at = broken.getLocation();
        String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        return where + "cannot be read from here on: " + broken.getOriginalMessage();
    }
}
