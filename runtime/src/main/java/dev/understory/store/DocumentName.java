package dev.understory.store;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a document: whose it is, and which of theirs. Both parts are words that every file system can hold: a letter,
 * then letters, digits and hyphens, all in lower case, {@value #LONGEST} at most, the last no hyphen; and no name of a Windows
 * device.
 *
 * @param namespace the service that the document belongs to
 * @param name the document among those of its service
 */
public record DocumentName(String namespace, String name) implements Comparable<DocumentName> {
    /** The longest part. */
    public static final int LONGEST = 40;

    private static final Pattern WORD = Pattern.compile("[a-z]([a-z0-9-]{0," + (LONGEST - 2) + "}[a-z0-9])?");
    private static final Pattern DEVICE = Pattern.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]");
    private static final Comparator<DocumentName> ORDER =
            Comparator.comparing(DocumentName::namespace).thenComparing(DocumentName::name);

    /** Throws an {@link IllegalArgumentException} if a part is no such word. */
    public DocumentName {
        for (String part : List.of(namespace, name)) {
            if (!isWord(part)) {
                throw new IllegalArgumentException(
                        "'" + part + "' is no name for documents: a letter, then letters, digits"
                                + " and hyphens in lower case, " + LONGEST + " at most, and no name of a device");
            }
        }
    }

    /** Reads {@link #toString}; empty for any other text. */
    public static Optional<DocumentName> parse(String text) {
        int dot = text.indexOf('.');
        return dot > 0 && isWord(text.substring(0, dot)) && isWord(text.substring(dot + 1))
                ? Optional.of(new DocumentName(text.substring(0, dot), text.substring(dot + 1)))
                : Optional.empty();
    }

    /** Whether that can be a part of a name. */
    public static boolean isWord(String part) {
        return WORD.matcher(part).matches() && !DEVICE.matcher(part).matches();
    }

    @Override
    public int compareTo(DocumentName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "." + name;
    }
}
