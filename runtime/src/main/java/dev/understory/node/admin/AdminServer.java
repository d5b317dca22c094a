package dev.understory.node.admin;

import dev.understory.limits.NetworkAddress;
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
import java.util.Optional;
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
    private static final String BEARER = "Bearer ";

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
        List<AdminRoutes.Route> routes = new AdminRoutes(node, clock).all();
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
            refuseOthers(request);
            String path = request.getUri().path();
            if (path.equals(DESCRIPTION)) {
                request.discardEntityBytes(node.system());
                return CompletableFuture.completedFuture(HttpServer.json(200, description()));
            }
            refuseStrangers(request);
            AdminRoutes.Route route = route(routes, request.method().value(), path);
            refuseForms(request);
            long after = after(request);
            return request.entity()
                    .toStrict(BODY.toMillis(), HttpServer.MOST_BODY_BYTES, node.system())
                    .thenCompose(body -> route.handler()
                            .handle(new AdminRoutes.Request(
                                    after, body.getData().toArray())))
                    .thenApply(answer -> HttpServer.json(200, AdminInput.json(answer)))
                    .exceptionally(AdminServer::failed);
        } catch (RuntimeException failure) {
            request.discardEntityBytes(node.system());
            return CompletableFuture.completedFuture(failed(failure));
        }
    }

    /** Against pages that a browser shows: by whatever name they came here, and whatever they are allowed elsewhere. */
    private static void refuseOthers(HttpRequest request) {
        String host = header(request, "Host").orElse("");
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        boolean isOurs = name.equalsIgnoreCase("localhost")
                || NetworkAddress.of(name.replaceAll("^\\[|\\]$", "")).isLoopback();
        if (!isOurs) {
            throw new Refused(421, "this is 127.0.0.1, and nobody by the name in the Host header");
        }
        if (header(request, "Origin").isPresent()
                || header(request, "Sec-Fetch-Site").isPresent()) {
            throw new Refused(403, "no page in a browser may ask this");
        }
    }

    private void refuseStrangers(HttpRequest request) {
        String given = header(request, "Authorization").orElse("");
        if (!given.startsWith(BEARER) || !token.is(given.substring(BEARER.length()))) {
            throw new Refused(
                    401,
                    "the header 'Authorization: Bearer TOKEN' with the token of the file "
                            + settings.tokenFile().getFileName() + " is needed");
        }
    }

    /** What a form in a page can send without asking is no JSON. */
    private static void refuseForms(HttpRequest request) {
        boolean hasBody = !request.method().value().equals("GET");
        String type = request.entity().getContentType().mediaType().toString();
        if (hasBody && !type.equals("application/json")) {
            throw new Refused(415, "the body must be application/json");
        }
        if (request.entity().getContentLengthOption().orElse(0) > HttpServer.MOST_BODY_BYTES) {
            throw tooLong();
        }
    }

    private static Refused tooLong() {
        return new Refused(413, "the body is longer than " + HttpServer.MOST_BODY_BYTES + " bytes");
    }

    private static AdminRoutes.Route route(List<AdminRoutes.Route> routes, String method, String path) {
        List<AdminRoutes.Route> there =
                routes.stream().filter(route -> route.path().equals(path)).toList();
        if (there.isEmpty()) {
            throw new Refused(404, "there is no such path; " + DESCRIPTION + " says which there are");
        }
        return there.stream()
                .filter(route -> route.method().equals(method))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        405,
                        "only "
                                + String.join(
                                        " and ",
                                        there.stream()
                                                .map(AdminRoutes.Route::method)
                                                .toList())));
    }

    private static long after(HttpRequest request) {
        String text = request.getUri().query().get("after").orElse("0");
        if (!text.matches("[0-9]{1,18}")) {
            throw new Refused(400, "'after' must be the number of an event");
        }
        return Long.parseLong(text);
    }

    private static Optional<String> header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }

    private static HttpResponse failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case Refused refused -> error(refused.status(), refused.reason());
            case EntityStreamSizeException large -> failed(tooLong());
            case EntityStreamException broken -> error(400, "the body breaks off");
            case TimeoutException late -> error(503, "the node or the body took too long");
            default -> error(500, "a defect: " + cause.getClass().getSimpleName());
        };
    }

    private static HttpResponse error(int status, String reason) {
        HttpResponse response = HttpServer.json(status, AdminInput.json(Map.of("error", reason)));
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
