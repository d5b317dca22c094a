package dev.understory.node.embed;

import dev.understory.node.NodeTls;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.key.KeyExposure;
import dev.understory.transport.tls.Tls;
import dev.understory.transport.tls.TlsIdentity;
import dev.understory.transport.tls.TlsLimits;
import dev.understory.transport.tls.TlsPool;
import dev.understory.transport.tls.TlsSettings;
import dev.understory.transport.tls.TlsTrust;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TLS that a node's configuration asks for, with the JDK's engine and threads of its own.
 *
 * @param node as the node's services get it
 * @param pool its threads
 * @param warnings who else can read the key, a line for each
 */
record TlsFiles(NodeTls node, TlsPool pool, List<String> warnings) implements AutoCloseable {
    /** Larger files are refused: nobody has as many certificates. */
    private static final long MOST_BYTES = 4 << 20;

    /** A file cannot be used; the message says which, and why. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(Path file, @Nullable String why) {
            super("TLS: " + file + ": " + why);
        }
    }

    /** Reads the files; throws {@link Unusable}. */
    static TlsFiles read(NodeConfig.Tls files, NodeConfig.Machine machine) {
        TlsSettings settings =
                new TlsSettings(identity(files), trust(files.trust()), files.mutual(), List.of(), TlsLimits.defaults());
        List<String> warnings = files.key() == null ? List.of() : KeyExposure.of(files.key());
        TlsPool pool = new TlsPool(machine.cryptoThreads(), machine.cryptoQueue());
        InstantSource clock = InstantSource.system();
        return new TlsFiles(new NodeTls(settings, (service, own) -> Tls.real(own, clock), pool), pool, warnings);
    }

    private static @Nullable TlsIdentity identity(NodeConfig.Tls files) {
        Path certificate = files.certificate();
        Path key = files.key();
        if (certificate == null || key == null) {
            return null;
        }
        String text = text(certificate);
        try {
            return TlsIdentity.of(key.equals(certificate) ? text : text + "\n" + text(key));
        } catch (IllegalArgumentException unfit) {
            throw new Unusable(certificate, unfit.getMessage());
        }
    }

    private static TlsTrust trust(Path file) {
        try {
            return TlsTrust.of(text(file));
        } catch (IllegalArgumentException unfit) {
            throw new Unusable(file, unfit.getMessage());
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new Unusable(file, "has more than " + MOST_BYTES + " bytes");
            }
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw new Unusable(file, "there is no such file");
        } catch (CharacterCodingException binary) {
            throw new Unusable(file, "is no text, and so not PEM");
        } catch (IOException unreadable) {
            throw new Unusable(file, "cannot be read: " + unreadable.getMessage());
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
