package dev.understory.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.identity.PublicKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent to the administration, it is understood or refused with a status of 4xx and a line. */
final class AdminFuzzTest {
    private static final List<AdminRoutes.Route> ROUTES = AdminRoutes.all(null, () -> 0);
    private static final List<PublicKey> KNOWN =
            List.of(PublicKey.ofHex("abcd12" + "00".repeat(29)), PublicKey.ofHex("abcd34" + "00".repeat(29)));

    private static final String[] PARTS = {
        "/v1/",
        "status",
        "peers",
        "/",
        "book",
        "events",
        "must-connect",
        "?",
        "&",
        "=",
        "after",
        "most",
        "which",
        "%",
        "%4",
        "%41",
        "%ff",
        "+",
        "{",
        "}",
        "\"",
        ":",
        ",",
        "[",
        "]",
        "subject",
        "duration",
        "peers",
        "2 h",
        "1e9 d",
        "abcd",
        "10.0.0.0/8",
        "::1",
        "@",
        "host:",
        "example.org",
        "127.0.0.1",
        "localhost",
        "Bearer ",
        "\u0000",
        "\u00e9",
        "\\u",
        "null",
        "99999999999999999999",
        "GET",
        "POST",
        "PUT"
    };

    @FuzzTest
    void requests(FuzzedDataProvider data) {
        request(
                data.consumeString(8),
                data.consumeString(100),
                data.consumeString(200),
                data.consumeString(60),
                data.consumeString(80),
                data.consumeRemainingAsString());
    }

    @Test
    void randomRequests() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            String path = random.nextBoolean()
                    ? ROUTES.get(random.nextInt(ROUTES.size())).path().replace("{name}", text(random))
                    : text(random);
            request(text(random), path, text(random), text(random), text(random), text(random));
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int part = random.nextInt(8); part > 0; part--) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }

    /** The steps of a request as the server takes them, each whatever came of the one before. */
    private static void request(
            String method, String path, String query, String host, String authorization, String body) {
        AdminDoor.Fields fields = new AdminDoor.Fields(host, null, null, authorization, null);
        answered(() -> {
            AdminDoor.refuseOthers(fields);
            return "";
        });
        for (String one : List.of(method, "GET", "POST", "PUT")) {
            answered(() -> AdminDoor.find(ROUTES, one, path, query));
        }
        answered(() -> AdminQuery.decoded(path));
        for (AdminRoutes.Route route : ROUTES) {
            AdminQuery read = answered(() -> AdminQuery.read(query, route.keys()));
            if (read != null) {
                route.keys().forEach(key -> answered(() -> read.number(key, 0, 1000)));
                route.keys().forEach(read::text);
            }
        }
        AdminInput input = answered(() -> AdminInput.read(
                body.getBytes(StandardCharsets.UTF_8), List.of("subject", "duration", "peers", "which")));
        if (input != null) {
            answered(() -> input.texts("peers"));
            answered(() -> input.duration("duration"));
            String subject = answered(() -> input.text("subject"));
            named(subject == null ? "" : subject);
        }
        named(query);
        named(body);
    }

    private static void named(String text) {
        answered(() -> Naming.subject(text, KNOWN));
        answered(() -> Naming.addresses(text));
        answered(() -> Naming.peers(text, List.of()));
        answered(() -> Naming.mustConnect(text, List.of()));
    }

    /** What it gives; null where it refuses, which it does in a line. Anything else that is thrown breaks the test. */
    private static <T> T answered(Supplier<T> step) {
        try {
            return step.get();
        } catch (Refused refused) {
            assertThat(refused.status()).isBetween(400, 499);
            assertThat(refused.reason()).isNotBlank().doesNotContain("\n");
            return null;
        }
    }

    @TempDir
    Path folder;

    @Test
    void onlyTheTokenIsTheToken() {
        AdminToken token = AdminToken.of(folder.resolve("token"));
        Random random = new Random(6);
        for (int i = 0; i < 1000; i++) {
            AdminDoor.Fields fields = new AdminDoor.Fields("localhost", null, null, "Bearer " + text(random), null);
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    Refused.class, () -> AdminDoor.refuseStrangers(fields, token, "token"))
                            .status())
                    .isEqualTo(401);
        }
    }
}
