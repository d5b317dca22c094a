package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.EphemeralKey;
import dev.understory.crypto.RandomStream;
import dev.understory.crypto.Secret;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.SecretKey;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Secrets have no text form, and are zeroed as soon as they have done their work. */
class SecretsTest {
    private static final CryptoSuite REAL = CryptoSuites.real();
    private static final CryptoSuite MODELLED = CryptoSuites.modelled();
    private static final byte FILL = (byte) 0xa7;

    /**
     * Runs of bytes in records, each of which somebody has looked at: messages, signatures and records that travel in
     * clear or that only an application can judge. What is not named here must not show in the text of its record.
     */
    private static final Set<String> NOT_SECRET = Set.of(
            "ConnectionActor$Send.payload",
            "NodeCommand$Send.payload",
            "NodeCommand$Broadcast.payload",
            "HandshakeEffect$Write.record",
            "ConnectionReport$Authenticated.sent",
            "Authenticated.sent",
            "HandshakeState$Verifying.key",
            "PeerMeta.signature",
            "PeerSignature.publicKey",
            "PeerSignature.signature");

    private static final Set<String> PACKAGES = Set.of(
            "dev.understory.session",
            "dev.understory.admission",
            "dev.understory.connection",
            "dev.understory.peer",
            "dev.understory.handshake",
            "dev.understory.crypto",
            "dev.understory.identity",
            "dev.understory.frame");

    /** The types in which a secret can travel; a record that refuses the test's values may be passed over without them. */
    private static final Set<Class<?>> CARRIERS = Set.of(
            byte[].class,
            Bytes.class,
            Secret.class,
            SecretKey.class,
            NodeKey.class,
            LocalIdentity.class,
            EphemeralKey.class);

    private final Set<String> unbuilt = new TreeSet<>();

    @Test
    void noRecordAroundAConnectionShowsASecret() {
        List<String> looked = new ArrayList<>();
        URL mainClasses = Session.class.getProtectionDomain().getCodeSource().getLocation();
        for (JavaClass found : new ClassFileImporter().importUrl(mainClasses)) {
            if (found.isRecord() && PACKAGES.contains(found.getPackageName())) {
                Class<?> type = found.reflect();
                Object record = build(type);
                if (record != null) {
                    looked.add(type.getSimpleName());
                    assertThat(record.toString())
                            .as(type.getName())
                            .doesNotContain("a7a7")
                            .doesNotContain("A7A7")
                            .doesNotContain("-89, -89");
                }
            }
        }
        assertThat(looked).contains("ConnectionBirth", "KeysAgreed", "SessionSecrets", "Sign", "AwaitingMeta");
        assertThat(unbuilt)
                .as("records that refuse what the test fills them with")
                .isEmpty();
    }

    private @Nullable Object build(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = type.getName().substring(type.getPackageName().length() + 1) + "." + components[i].getName();
            values[i] = value(types[i], NOT_SECRET.contains(name) ? 0 : FILL);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            if (Arrays.stream(types).anyMatch(CARRIERS::contains)) {
                unbuilt.add(type.getSimpleName() + ": " + refused.getCause());
            }
            return null;
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(type.getName(), impossible);
        }
    }

    private @Nullable Object value(Class<?> type, byte fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, fill);
        if (type == byte[].class) {
            return bytes;
        } else if (type == Bytes.class) {
            return Bytes.wrap(bytes);
        } else if (type == Secret.class) {
            return Secret.random(filled(fill), 32);
        } else if (type == SecretKey.class) {
            return SecretKey.of(KeyType.BLS12_381, bytes);
        } else if (type == NodeKey.class) {
            return REAL.nodeKey(KeyType.ED25519, bytes);
        } else if (type == LocalIdentity.class) {
            return LocalIdentity.create(REAL, REAL.nodeKey(KeyType.ED25519, bytes), 1, 1);
        } else if (type == EphemeralKey.class) {
            return MODELLED.ephemeralKey(bytes);
        } else if (type.isRecord()) {
            return build(type);
        } else if (type == boolean.class) {
            return false;
        } else if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == String.class) {
            return "text";
        } else if (type == List.class) {
            return List.of(); // of messages, or of addresses
        } else {
            return type == double.class ? Double.valueOf(1) : type.isEnum() ? type.getEnumConstants()[0] : null;
        }
    }

    private static RandomStream filled(byte fill) {
        return new RandomStream() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public void nextBytes(byte[] target) {
                Arrays.fill(target, fill);
            }
        };
    }

    @Test
    void seedAndKeysAreZeroedOnceTheCiphersAreMade() {
        SecretWatch watch = new SecretWatch(REAL);
        byte[] seed = SessionEnd.seedBytes(1);
        SessionEnd one = new SessionEnd(watch, SessionEnd.identity(REAL, 1), seed, SessionConfig.defaults());
        assertThat(seed).containsOnly(0);
        SessionEnd two = new SessionEnd(REAL, 2);
        SessionEnd.connect(one, two, 0);
        assertThat(watch.ephemeral)
                .singleElement()
                .satisfies(key -> assertThat(key.isWiped()).isTrue());
        assertThat(watch.keys).hasSize(2).allSatisfy(key -> assertThat(key).containsOnly(0));
        assertThat(watch.wiped).isZero();
        one.session.close();
        assertThat(watch.wiped).as("both directions").isEqualTo(2);
    }

    @Test
    void whatTheSecondKeysAreMadeOfIsZeroedWithThem() {
        Capabilities all = Capabilities.of(EnumSet.allOf(Capability.class), "");
        for (int seed = 1; seed <= 4; seed++) {
            SecretWatch watch = new SecretWatch(REAL);
            SessionEnd one = SessionEnd.offering(watch, seed, all);
            SessionEnd.connect(one, SessionEnd.offering(REAL, 100 + seed, all), 0);
            assertThat(watch.extensions)
                    .hasSize(3)
                    .allSatisfy(secret -> assertThat(secret).containsOnly(0));
            assertThat(watch.keys).hasSize(4).allSatisfy(key -> assertThat(key).containsOnly(0));
            assertThat(watch.wiped).as("the keys of the handshake").isEqualTo(2);
            one.session.close();
            assertThat(watch.wiped).isEqualTo(4);
        }
    }

    @Test
    void aSessionThatEndsBeforeItsHandshakeDoesKeepsNoSecret() {
        SecretWatch watch = new SecretWatch(REAL);
        SessionEnd silent =
                new SessionEnd(watch, SessionEnd.identity(REAL, 1), SessionEnd.seedBytes(1), SessionConfig.defaults());
        silent.session.start(0);
        assertThat(watch.ephemeral.get(0).isWiped()).isFalse();
        silent.session.close();
        assertThat(watch.ephemeral.get(0).isWiped()).isTrue();
    }

    @Test
    void aSessionThatEndsBetweenItsKeysAndItsAdmissionKeepsNoSecret() {
        for (boolean worksAtOnce : new boolean[] {false, true}) {
            SecretWatch watch = new SecretWatch(REAL);
            SessionEnd one = new SessionEnd(
                    watch, SessionEnd.identity(REAL, 1), SessionEnd.seedBytes(1), SessionConfig.defaults());
            one.admits = false;
            one.worksAtOnce = worksAtOnce;
            SessionEnd two = new SessionEnd(REAL, 2);
            one.session.start(0);
            two.session.start(0);
            SessionEnd.pump(one, two, 0);
            assertThat(one.peer != null).isEqualTo(worksAtOnce);
            assertThat(watch.wiped).isZero();
            one.session.close();
            assertThat(watch.wiped).isEqualTo(2);
        }
    }
}
