package dev.understory.node.key;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.OperatingSystemEntropy;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.node.config.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Finds the identity of a node, or makes one. */
public final class Identities {
    private Identities() {}

    /** The key that the configuration names; without a name the one in the data folder, made if it is not there. */
    public static KeyFile.Outcome of(NodeConfig.Identity identity) {
        CryptoSuite suite = CryptoSuites.real();
        Path named = identity.keyFile();
        if (named != null) {
            return KeyFile.read(named, suite);
        }
        Path file = identity.dataDir().resolve(NodeConfig.KEY_FILE);
        return Files.exists(file) ? KeyFile.read(file, suite) : KeyFile.create(file, fresh(identity.keyType()));
    }

    /** A new identity. */
    public static NodeKey fresh(KeyType type) {
        byte[] seed = new byte[32];
        new OperatingSystemEntropy().stream("node-key").nextBytes(seed);
        NodeKey key = CryptoSuites.real().nodeKey(type, seed);
        Arrays.fill(seed, (byte) 0);
        return key;
    }
}
