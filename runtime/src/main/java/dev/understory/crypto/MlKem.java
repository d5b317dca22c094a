package dev.understory.crypto;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/**
 * ML-KEM-768 (FIPS 203) by Bouncy Castle, which has it for every JDK that we run on. Deterministic: who calls brings the
 * randomness.
 */
final class MlKem {
    /** The seed of a key pair: d, then z. */
    static final int SEED = 64;

    private static final int RANDOMNESS = 32;
    private static final MLKEMParameters PARAMETERS = MLKEMParameters.ml_kem_768;

    private MlKem() {}

    /** The encapsulation key of a seed, {@link HybridRecord#KEY} bytes (algorithm 16). */
    static byte[] key(byte[] seed) {
        return pair(seed).getPublicKey();
    }

    /** Encapsulates a secret to that key (algorithm 17 with m from the seed); empty if it is none. */
    static Optional<HybridRecord> answer(byte[] key, byte[] seed) {
        byte[] randomness = Arrays.copyOf(seed, RANDOMNESS);
        try {
            SecretWithEncapsulation made = MLKEMGenerator.internalGenerateEncapsulated(
                    new MLKEMPublicKeyParameters(PARAMETERS, key), randomness);
            return Optional.of(new HybridRecord(made.getEncapsulation(), made.getSecret()));
        } catch (IllegalArgumentException noKey) {
            return Optional.empty();
        } finally {
            Arrays.fill(randomness, (byte) 0);
        }
    }

    /** The secret of a ciphertext of {@link HybridRecord#CIPHERTEXT} bytes; another one if it was not made for this key. */
    static byte[] secret(byte[] seed, byte[] ciphertext) {
        return new MLKEMExtractor(pair(seed)).extractSecret(ciphertext);
    }

    private static MLKEMPrivateKeyParameters pair(byte[] seed) {
        if (seed.length != SEED) {
            throw new IllegalArgumentException("a seed of ML-KEM has 64 bytes, not " + seed.length);
        }
        return new MLKEMPrivateKeyParameters(PARAMETERS, seed.clone());
    }
}
