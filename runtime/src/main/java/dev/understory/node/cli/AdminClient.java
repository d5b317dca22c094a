package dev.understory.node.cli;

import dev.understory.node.admin.AdminToken;
import dev.understory.node.config.ConfigValues;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.SystemSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The options of commands that ask a node that runs on this machine, and the asking. Failures are {@link CommandFailure}s of a line. */
final class AdminClient {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 15_000;
    /** Longer answers are cut off, and then are none. */
    private static final int MOST_ANSWER_BYTES = 16 << 20;

    private static final JsonMapper JSON = new JsonMapper();

    @Option(names = "--data-dir", paramLabel = "DIR", description = "The node's data folder (default: ~/.understory).")
    @Nullable
    Path dataDir;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "Where the node is administered, if its data folder does not say so.")
    @Nullable
    String admin;

    @Option(names = "--token-file", paramLabel = "FILE", description = "The token, if it is not in the data folder.")
    @Nullable
    Path tokenFile;

    @Option(names = "--json", description = "Print what the node answers as JSON.")
    boolean json;

    /** Where the node is, and what it wants to hear. */
    private record Place(String address, Path tokenFile) {}

    /** What was said of the node before the name of a subcommand holds behind it too, unless it is said there again. */
    void inherit(AdminClient before) {
        dataDir = dataDir == null ? before.dataDir : dataDir;
        admin = admin == null ? before.admin : admin;
        tokenFile = tokenFile == null ? before.tokenFile : tokenFile;
        json |= before.json;
    }

    /** Asks. */
    JsonNode get(String path) {
        return send("GET", path, null);
    }

    /** Orders. */
    JsonNode post(String path, Map<String, ?> body) {
        return send("POST", path, JSON.writeValueAsString(body));
    }

    /** Replaces. */
    JsonNode put(String path, Map<String, ?> body) {
        return send("PUT", path, JSON.writeValueAsString(body));
    }

    /** What it answers, with the node's own reason where it did not do what it was told. */
    private JsonNode send(String method, String path, @Nullable String body) {
        Place place = place();
        requireOwnMachine(place);
        String token = token(place.tokenFile());
        int status;
        String answer;
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://" + place.address() + path).toURL().openConnection(Proxy.NO_PROXY);
            connection.setRequestMethod(method);
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            connection.setRequestProperty("Authorization", "Bearer " + token);
            if (body != null) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.getBytes(StandardCharsets.UTF_8));
                }
            }
            status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                answer = in == null ? "" : new String(in.readNBytes(MOST_ANSWER_BYTES), StandardCharsets.UTF_8);
            }
        } catch (IOException | IllegalArgumentException failed) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "no node answers at " + place.address() + " (" + failed.getMessage() + "): does it run?");
        }
        return read(place, status, answer);
    }

    /** The token goes to nobody else, whatever a file or an option says. */
    private static void requireOwnMachine(Place place) {
        try {
            ConfigValues.loopbackAddress(place.address());
        } catch (IllegalArgumentException elsewhere) {
            throw new CommandFailure(ExitCode.USAGE, "the place of the node: " + elsewhere.getMessage());
        }
    }

    private static JsonNode read(Place place, int status, String answer) {
        JsonNode tree;
        try {
            tree = JSON.readTree(answer);
        } catch (JacksonException other) {
            throw new CommandFailure(ExitCode.FAILED, "what answers at " + place.address() + " is no node");
        }
        if (status == 200) {
            return tree;
        }
        String reason = tree.path("error").asString("the node answers " + status);
        if (status == 401) {
            reason = "the node at " + place.address() + " does not know the token in " + place.tokenFile();
        }
        int code = status == 400 ? ExitCode.USAGE : ExitCode.FAILED;
        if (tree.path("reasons").isEmpty()) {
            throw new CommandFailure(code, reason);
        }
        List<String> lines = new ArrayList<>();
        tree.path("reasons").forEach(one -> lines.add(one.asString()));
        throw CommandFailure.complete(code, lines);
    }

    private Place place() {
        Path folder =
                dataDir != null ? dataDir : Path.of(SystemSettings.ofNode().getString("understory.node.data-dir"));
        Path token = tokenFile != null ? tokenFile : folder.resolve(NodeConfig.Admin.TOKEN_FILE);
        if (admin != null) {
            return new Place(admin, token);
        }
        Path file = folder.resolve(NodeConfig.Admin.PLACE_FILE);
        try {
            JsonNode place = JSON.readTree(Files.readString(file));
            return new Place(
                    place.path("address").asString(),
                    tokenFile != null
                            ? tokenFile
                            : Path.of(place.path("tokenFile").asString()));
        } catch (NoSuchFileException nowhere) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "no node runs with the data folder " + folder
                            + " that can be administered: set understory.node.admin.listen, or name its place with"
                            + " --admin");
        } catch (IOException | JacksonException broken) {
            throw new CommandFailure(ExitCode.FAILED, file + ": cannot be read");
        }
    }

    private static String token(Path file) {
        try {
            return AdminToken.read(file);
        } catch (AdminToken.Unusable unusable) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(unusable.getMessage()));
        } catch (IOException unreadable) {
            throw new CommandFailure(ExitCode.USAGE, file + ": the token cannot be read");
        }
    }
}
