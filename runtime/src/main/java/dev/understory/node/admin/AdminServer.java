package dev.understory.node.admin;

import dev.understory.node.config.NodeConfig;
import dev.understory.node.http.HttpServer;
import dev.understory.transport.Endpoint;
import dev.understory.transport.NodeClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@link AdminRoutes} on this machine, to whoever knows the token. What is asked by another name than this machine's, or from a
 * page in a browser, is refused before the token is looked at, and no page is ever told that it may ask.
 */
public final class AdminServer implements AutoCloseable {
    /** How long a request's body may take to come. */
    static final Duration BODY = Duration.ofSeconds(5);

    private static final String DESCRIPTION = "/openapi.json";

    private final NodeConfig.Admin settings;
    private final AdminToken token;
    private @Nullable Path placed;

    /**
     * Reads the token, or makes it.
     *
     * @throws AdminToken.Unusable if that is not possible
     */
    public AdminServer(NodeConfig.Admin settings) {
        this.settings = settings;
        this.token = AdminToken.of(settings.tokenFile());
    }

    /** Listens; fails with {@link HttpServer.NotBound}. */
    public CompletionStage<Done> start(AdminNode node, NodeClock clock) {
        List<AdminRoutes.Route> routes = AdminRoutes.all(node, clock);
        return HttpServer.bind(node.system(), settings.listen(), request -> answer(node, routes, request))
                .thenApply(at -> {
                    place(at);
                    return Done.getInstance();
                });
    }

    /** Says in the data folder where the node is administered, for the commands. */
    private synchronized void place(Endpoint at) {
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("address", at.toString());
        place.put("tokenFile", settings.tokenFile().toAbsolutePath().toString());
        try {
            Path file = settings.placeFile();
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.deleteIfExists(file);
            AdminToken.writeForOwner(file, AdminInput.json(place) + "\n");
            placed = file;
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    settings.placeFile() + ": cannot be written, so no command would find the node", failed);
        }
    }

    private CompletionStage<HttpResponse> answer(AdminNode node, List<AdminRoutes.Route> routes, HttpRequest request) {
        try {
            AdminDoor.Fields fields = new AdminDoor.Fields(
                    header(request, "Host"),
                    header(request, "Origin"),
                    header(request, "Sec-Fetch-Site"),
                    header(request, "Authorization"),
                    request.entity().getContentType().mediaType().toString());
            AdminDoor.refuseOthers(fields);
            String path = request.getUri().path();
            if (path.equals(DESCRIPTION)) {
                request.discardEntityBytes(node.system());
                return CompletableFuture.completedFuture(HttpServer.json(200, description()));
            }
            AdminDoor.refuseStrangers(
                    fields, token, String.valueOf(settings.tokenFile().getFileName()));
            String method = request.method().value();
            AdminDoor.Found found = AdminDoor.find(
                    routes, method, path, request.getUri().rawQueryString().orElse(""));
            AdminDoor.refuseForms(
                    method, fields, request.entity().getContentLengthOption().orElse(0));
            return request.entity()
                    .toStrict(BODY.toMillis(), HttpServer.MOST_BODY_BYTES, node.system())
                    .thenCompose(body -> found.route()
                            .handler()
                            .handle(new AdminRoutes.Request(
                                    found.name(), found.query(), body.getData().toArray())))
                    .thenApply(answer -> HttpServer.json(200, AdminInput.json(answer)))
                    .exceptionally(AdminServer::failed);
        } catch (RuntimeException failure) {
            request.discardEntityBytes(node.system());
            return CompletableFuture.completedFuture(failed(failure));
        }
    }

    private static @Nullable String header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse(null);
    }

    private static HttpResponse failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case Refused refused -> error(refused.status(), refused.reason(), refused.reasons());
            case EntityStreamSizeException large -> failed(AdminDoor.tooLong());
            case EntityStreamException broken -> error(400, "the body breaks off", List.of());
            case TimeoutException late -> error(503, "the node or the body took too long", List.of());
            default -> error(500, "a defect: " + cause.getClass().getSimpleName(), List.of());
        };
    }

    private static HttpResponse error(int status, String reason, List<String> reasons) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("error", reason);
        if (!reasons.isEmpty()) {
            answer.put("reasons", reasons);
        }
        HttpResponse response = HttpServer.json(status, AdminInput.json(answer));
        return status == 401 ? response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer")) : response;
    }

    /** The file that says what can be asked here. */
    static String description() {
        try (InputStream file = AdminServer.class.getResourceAsStream("openapi.json")) {
            if (file == null) {
                throw new IllegalStateException("openapi.json is missing beside its class");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public synchronized void close() {
        if (placed != null) {
            try {
                Files.deleteIfExists(placed);
            } catch (IOException left) {
                // A command that finds it is told that nobody answers there.
            }
            placed = null;
        }
    }
}
