package dev.understory.node.http;

import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 in plain text at one place; it ends with the actor system. */
public final class HttpServer {
    /** Connections at a time; those beyond wait in the system's queue until one ends. */
    public static final int MOST_CONNECTIONS = 32;

    /** How long a connection may be silent, and how long an answer may take. */
    public static final Duration IDLE = Duration.ofSeconds(15);

    /** How long an answer may take before the client is told that there is none (503). */
    public static final Duration ANSWER = Duration.ofSeconds(10);

    /** The longest request line; beyond it 414. */
    public static final int MOST_URI_BYTES = 2048;

    /** Header fields of a request, and bytes of one; beyond them 431. */
    public static final int MOST_HEADERS = 32;

    public static final int MOST_HEADER_BYTES = 4096;

    /** Bytes of a request's body; beyond them 413. */
    public static final int MOST_BODY_BYTES = 64 * 1024;

    private static final int BACKLOG = 32;

    private HttpServer() {}

    /** It cannot listen there; the message says why. */
    public static final class NotBound extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotBound(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Listens; completes with the real place, or fails with {@link NotBound}. */
    public static CompletionStage<Endpoint> bind(
            ActorSystem<?> system, Endpoint at, Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
        String taken = objection(at);
        if (taken != null) {
            return CompletableFuture.failedFuture(new NotBound("cannot listen at " + at + ": " + taken, null));
        }
        return Http.get(system.classicSystem())
                .newServerAt(at.host(), at.port())
                .withSettings(settings(system))
                .bind(handler::apply)
                .handle((binding, failure) -> {
                    if (failure != null) {
                        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                                ? wrapped.getCause()
                                : failure;
                        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
                        throw new NotBound("cannot listen at " + at + ": " + reason.getMessage(), cause);
                    }
                    return new Endpoint(at.host(), binding.localAddress().getPort());
                });
    }

    /** Why nobody can listen there, or null. Asked first, since Pekko tells the log of it with its whole stack. */
    private static @Nullable String objection(Endpoint at) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(at.host(), at.port()), BACKLOG);
            return null;
        } catch (IOException taken) {
            return String.valueOf(taken.getMessage());
        }
    }

    private static ServerSettings settings(ActorSystem<?> system) {
        ServerSettings defaults = ServerSettings.create(system.classicSystem());
        ParserSettings parser = defaults.getParserSettings()
                .withMaxUriLength(MOST_URI_BYTES)
                .withMaxHeaderCount(MOST_HEADERS)
                .withMaxHeaderNameLength(64)
                .withMaxHeaderValueLength(MOST_HEADER_BYTES)
                .withMaxContentLength(MOST_BODY_BYTES)
                .withMaxMethodLength(16)
                .withIllegalHeaderWarnings(false)
                // Whoever can reach it must not fill the log.
                .withErrorLoggingVerbosity(
                        org.apache.pekko.http.scaladsl.settings.ParserSettings$ErrorLoggingVerbosity$Off$.MODULE$);
        return defaults.withParserSettings(parser)
                .withMaxConnections(MOST_CONNECTIONS)
                .withPipeliningLimit(1)
                .withBacklog(BACKLOG)
                .withServerHeader(Optional.empty())
                .withRawRequestUriHeader(false)
                .withVerboseErrorMessages(false)
                .withTimeouts(defaults.getTimeouts()
                        .withIdleTimeout(scala.concurrent.duration.Duration.fromNanos(IDLE.toNanos()))
                        .withRequestTimeout(scala.concurrent.duration.Duration.fromNanos(ANSWER.toNanos())));
    }

    /** An answer of that status with a line of text. */
    public static HttpResponse text(int status, String line) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, line + "\n"));
    }

    /** An answer of that status in JSON. */
    public static HttpResponse json(int status, String json) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json.getBytes(StandardCharsets.UTF_8)));
    }
}
