package dev.understory.node.admin;

import dev.understory.admission.BanAnswer;
import dev.understory.identity.PublicKey;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanSubject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Whom a node refuses: seen and changed. */
final class BanRoutes {
    private final AdminNode node;

    BanRoutes(AdminNode node) {
        this.node = node;
    }

    List<AdminRoutes.Route> routes() {
        return List.of(
                new AdminRoutes.Route("GET", "/v1/bans", request -> bans()),
                new AdminRoutes.Route("POST", "/v1/ban", this::ban),
                new AdminRoutes.Route("POST", "/v1/unban", this::unban));
    }

    private CompletionStage<Map<String, Object>> bans() {
        return node.<List<Ban>>ask(NodeCommand.GetBans::new).thenApply(bans -> {
            List<Object> list = new ArrayList<>();
            for (Ban ban : bans) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("subject", ban.subject().text());
                line.put("kind", AdminJson.kind(ban.subject()));
                line.put("reason", ban.reason().name());
                line.put("ageSeconds", AdminJson.seconds(ban.age()));
                line.put("leftSeconds", AdminJson.seconds(ban.left()));
                list.add(line);
            }
            return Map.of("bans", list);
        });
    }

    private CompletionStage<Map<String, Object>> ban(AdminRoutes.Request request) {
        AdminInput input = AdminInput.read(request.body(), List.of("subject", "duration"));
        String text = input.text("subject");
        Duration duration = input.duration("duration");
        return node.identities(text).thenCompose(known -> {
            BanSubject subject = Naming.subject(text, known);
            if (subject instanceof BanSubject.Identity(PublicKey key) && key.equals(node.id())) {
                throw new Refused(400, "that is this node itself");
            }
            return node.<BanAnswer>ask(replyTo -> new NodeCommand.Ban(subject, duration, replyTo))
                    .thenCompose(answer -> {
                        if (answer == BanAnswer.FULL) {
                            throw new Refused(409, "there are as many bans of its kind as there may be");
                        }
                        return inForce(subject);
                    });
        });
    }

    /** The ban as it stands: one by a person that lasts longer is not shortened by another. */
    private CompletionStage<Map<String, Object>> inForce(BanSubject subject) {
        return node.<List<Ban>>ask(NodeCommand.GetBans::new).thenApply(bans -> {
            Map<String, Object> done = new LinkedHashMap<>();
            done.put("subject", subject.text());
            done.put("kind", AdminJson.kind(subject));
            done.put(
                    "leftSeconds",
                    bans.stream()
                            .filter(ban -> ban.subject().equals(subject)
                                    && ban.reason().isLasting())
                            .findFirst()
                            .map(ban -> AdminJson.seconds(ban.left()))
                            .orElse(null));
            return done;
        });
    }

    private CompletionStage<Map<String, Object>> unban(AdminRoutes.Request request) {
        String text = AdminInput.read(request.body(), List.of("subject")).text("subject");
        return node.<List<Ban>>ask(NodeCommand.GetBans::new).thenCompose(bans -> {
            Set<PublicKey> banned = new LinkedHashSet<>();
            for (Ban ban : bans) {
                if (ban.subject() instanceof BanSubject.Identity(PublicKey key)) {
                    banned.add(key);
                }
            }
            BanSubject subject = Naming.subject(text, banned);
            return node.<BanAnswer>ask(replyTo -> new NodeCommand.Unban(subject, replyTo))
                    .thenApply(answer -> {
                        if (answer != BanAnswer.LIFTED) {
                            throw new Refused(
                                    404,
                                    "there is no ban of " + subject.text()
                                            + " that could be lifted (a low score is none: it comes back by itself)");
                        }
                        Map<String, Object> done = new LinkedHashMap<>();
                        done.put("subject", subject.text());
                        done.put("kind", AdminJson.kind(subject));
                        return done;
                    });
        });
    }
}
