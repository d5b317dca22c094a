package dev.understory.node.admin;

import dev.understory.limits.NetworkAddress;
import dev.understory.node.http.HttpServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who gets in, and to what: the checks of a request before its body is read, in this order. Against pages that a browser shows, by
 * whatever name they came here; against whoever does not know the token; for a path and a method that there is; and against what a
 * form in a page can send without asking.
 */
final class AdminDoor {
    private static final String BEARER = "Bearer ";

    private AdminDoor() {}

    /** What of a request's header fields decides; null for those that are not there. */
    record Fields(
            @Nullable String host,
            @Nullable String origin,
            @Nullable String site,
            @Nullable String authorization,
            @Nullable String type) {}

    /**
     * What is asked for.
     *
     * @param name what the path has in the place of its {@code {...}}; empty where it has none
     */
    record Found(AdminRoutes.Route route, String name, AdminQuery query) {}

    /** Pages of browsers. */
    static void refuseOthers(Fields fields) {
        String host = fields.host() == null ? "" : fields.host();
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        boolean isOurs = name.equalsIgnoreCase("localhost")
                || NetworkAddress.of(name.replaceAll("^\\[|\\]$", "")).isLoopback();
        if (!isOurs) {
            throw new Refused(421, "this is 127.0.0.1, and nobody by the name in the Host header");
        }
        if (fields.origin() != null || fields.site() != null) {
            throw new Refused(403, "no page in a browser may ask this");
        }
    }

    /** Whoever does not know the token, which is in a file of that name. */
    static void refuseStrangers(Fields fields, AdminToken token, String file) {
        String given = fields.authorization() == null ? "" : fields.authorization();
        if (!given.startsWith(BEARER) || !token.is(given.substring(BEARER.length()))) {
            throw new Refused(
                    401, "the header 'Authorization: Bearer TOKEN' with the token of the file " + file + " is needed");
        }
    }

    /** The route of that path and method, with the query as it is read there. */
    static Found find(List<AdminRoutes.Route> routes, String method, String path, String query) {
        List<AdminRoutes.Route> there =
                routes.stream().filter(route -> route.nameIn(path) != null).toList();
        if (there.isEmpty()) {
            throw new Refused(404, "there is no such path; /openapi.json says which there are");
        }
        for (AdminRoutes.Route route : there) {
            if (route.method().equals(method)) {
                String name = String.valueOf(route.nameIn(path));
                return new Found(
                        route, AdminQuery.decoded(name.replace("+", "%2B")), AdminQuery.read(query, route.keys()));
            }
        }
        throw new Refused(
                405,
                "only "
                        + String.join(
                                " and ",
                                there.stream().map(AdminRoutes.Route::method).toList()));
    }

    /** Bodies that are none of ours. */
    static void refuseForms(String method, Fields fields, long length) {
        if (!method.equals("GET") && !"application/json".equals(fields.type())) {
            throw new Refused(415, "the body must be application/json");
        }
        if (length > HttpServer.MOST_BODY_BYTES) {
            throw tooLong();
        }
    }

    static Refused tooLong() {
        return new Refused(413, "the body is longer than " + HttpServer.MOST_BODY_BYTES + " bytes");
    }
}
