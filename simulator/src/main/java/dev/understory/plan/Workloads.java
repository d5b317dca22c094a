package dev.understory.plan;

import dev.understory.measure.MeterSet;
import dev.understory.scenario.NodeGroup;
import dev.understory.scenario.NodeService;
import dev.understory.scenario.Pace;
import dev.understory.scenario.Phase;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioPath;
import dev.understory.scenario.Workload.Broadcast;
import dev.understory.scenario.Workload.Echo;
import dev.understory.scenario.Workload.NestBft;
import dev.understory.scenario.Workload.Relay;
import dev.understory.scenario.Workload.Request;
import dev.understory.scenario.Workload.Timeouts;
import dev.understory.scenario.Workload.UserApplication;
import dev.understory.service.EchoService;
import dev.understory.service.EchoWorkload;
import dev.understory.service.ServiceMeters;
import dev.understory.workload.BroadcastWorkload;
import dev.understory.workload.Committee;
import dev.understory.workload.NestBftPhase;
import dev.understory.workload.NestBftWorkload;
import dev.understory.workload.NodeMeters;
import dev.understory.workload.RequestWorkload;
import dev.understory.workload.Schedule;
import dev.understory.workload.SharedWorkload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The workloads of a scenario, ready to run: those we ship by index, the user's own application if there is one, and those that ask
 * services.
 *
 * @param shipped by index, which is the first byte of their messages
 * @param user the user's application, or null
 * @param echoes those of kind echo
 * @param serviceMeters what services of the nodes count and measure
 */
public record Workloads(
        List<SharedWorkload> shipped,
        @Nullable UserApplication user,
        List<EchoWorkload> echoes,
        ServiceMeters serviceMeters) {
    /** Plans the workloads of a scenario. */
    static Workloads plan(
            Scenario scenario,
            Roster roster,
            SeededStreams streams,
            NodeMeters node,
            MeterSet meters,
            List<PlanProblem> problems) {
        return new Planner(scenario, roster, streams, node, meters, problems).plan();
    }

    /** The nodes on which the user's application runs; none if there is no such application. */
    public BitSet userNodes(Roster roster) {
        return user == null ? new BitSet() : roster.choose(user.on());
    }

    /** What is needed to plan them. */
    private record Planner(
            Scenario scenario,
            Roster roster,
            SeededStreams streams,
            NodeMeters node,
            MeterSet meters,
            List<PlanProblem> problems) {
        Workloads plan() {
            List<SharedWorkload> shipped = new ArrayList<>();
            UserApplication user = null;
            List<EchoWorkload> echoes = new ArrayList<>();
            ServiceMeters serviceMeters = services();
            for (int i = 0; i < scenario.workloads().size(); i++) {
                ScenarioPath part = ScenarioPath.of("workloads").element(i);
                switch (scenario.workloads().get(i)) {
                    case Broadcast broadcast -> shipped.add(broadcast(broadcast, part));
                    case Request request -> shipped.add(request(request, part));
                    case Echo echo -> echoes.add(echo(echo, echoes.size(), serviceMeters, part));
                    case NestBft bft -> nestBft(bft, part).ifPresent(shipped::add);
                    case UserApplication application -> user = application;
                }
            }
            return new Workloads(List.copyOf(shipped), user, List.copyOf(echoes), serviceMeters);
        }

        /** What the services of the nodes count. */
        private ServiceMeters services() {
            ServiceMeters known = new ServiceMeters();
            for (NodeGroup group : scenario.nodes()) {
                for (NodeService service : group.services()) {
                    switch (service) {
                        case NodeService.Echo echo -> EchoService.declare(echo.name(), meters, known);
                    }
                }
            }
            return known;
        }

        private EchoWorkload echo(Echo echo, int number, ServiceMeters known, ScenarioPath part) {
            List<Schedule> schedules = schedules(echo, echo.pace(), part)
                    .draw(
                            echo.pace(),
                            echo.from(),
                            echo.size().atMost(Echo.LARGEST),
                            echo.count().orElse(Long.MAX_VALUE),
                            spans(echo.during()));
            BitSet answering = roster.choose(echo.to());
            Arrays.stream(Roster.numbers(answering))
                    .filter(node ->
                            roster.member(node).group().service(echo.service()).isEmpty())
                    .forEach(answering::clear);
            if (answering.isEmpty() && !roster.fitting(echo.to()).isEmpty()) {
                problems.add(new PlanProblem(
                        part.key("service"), "none of these nodes runs a service '" + echo.service() + "'"));
            }
            EchoWorkload.Settings settings = new EchoWorkload.Settings(
                    echo.name(), answering, echo.service(), echo.timeout().toNanos());
            return new EchoWorkload(number, settings, schedules, meters, known);
        }

        private SharedWorkload broadcast(Broadcast broadcast, ScenarioPath part) {
            List<Schedule> schedules = schedules(broadcast, broadcast.pace(), part)
                    .draw(
                            broadcast.pace(),
                            broadcast.from(),
                            broadcast.size().atMost(scenario.largestMessage(broadcast.topic())),
                            broadcast.count().orElse(Long.MAX_VALUE),
                            spans(broadcast.during()));
            BroadcastWorkload.Settings settings = new BroadcastWorkload.Settings(
                    broadcast.name(),
                    broadcast.topic(),
                    roster.choose(broadcast.among()),
                    broadcast.relay() == Relay.GOSSIP);
            return new BroadcastWorkload(settings, schedules, meters);
        }

        private SharedWorkload request(Request request, ScenarioPath part) {
            long largestAnswer = scenario.largestMessage(Request.ANSWER);
            List<Schedule> schedules = schedules(request, request.pace(), part)
                    .draw(
                            request.pace(),
                            request.from(),
                            request.requestSize().atMost(scenario.largestMessage(Request.QUESTION)),
                            request.count().orElse(Long.MAX_VALUE),
                            spans(request.during()));
            RequestWorkload.Settings settings = new RequestWorkload.Settings(
                    request.name(),
                    Request.QUESTION,
                    Request.ANSWER,
                    roster.choose(request.to()),
                    request.responseSize(),
                    largestAnswer,
                    request.timeout().toNanos());
            return new RequestWorkload(settings, schedules, meters);
        }

        private Schedules schedules(dev.understory.scenario.Workload workload, Pace pace, ScenarioPath part) {
            String key = switch (pace) {
                case Pace.Every every -> "every";
                case Pace.Poisson poisson -> "rate";
            };
            return new Schedules(
                    roster, streams, workload.name(), message -> problems.add(new PlanProblem(part.key(key), message)));
        }

        private Optional<SharedWorkload> nestBft(NestBft bft, ScenarioPath part) {
            int[] members = Roster.numbers(roster.choose(bft.among()));
            if (members.length == 0) {
                if (!roster.fitting(bft.among()).isEmpty()) { // Otherwise it is said of the selector.
                    problems.add(new PlanProblem(part.key("among"), "this chooses nobody: there is no committee"));
                }
                return Optional.empty();
            }
            long[] powers = new long[members.length];
            Arrays.fill(powers, 1);
            Committee committee = new Committee(
                    members,
                    powers,
                    streams.of("workload." + bft.name() + ".lots").nextLong());
            NestBftWorkload.Settings settings = new NestBftWorkload.Settings(
                    bft.name(),
                    committee,
                    bft.blockSize().atMost(scenario.largestBlock()),
                    bft.execution().toNanos(),
                    waits(bft.timeouts()),
                    bft.heights().orElse(Long.MAX_VALUE),
                    consensusSpans(bft, members));
            return Optional.of(new NestBftWorkload(settings, roster.size(), node, meters));
        }

        private static List<Long> waits(Timeouts timeouts) {
            List<Long> waits = new ArrayList<>();
            for (NestBftPhase phase : NestBftPhase.values()) {
                waits.add(wait(phase, timeouts).toNanos());
            }
            return waits;
        }

        private static Duration wait(NestBftPhase phase, Timeouts timeouts) {
            return switch (phase) {
                case NEW_HEIGHT -> timeouts.newHeight();
                case ELECTION -> timeouts.election();
                case ELECTION_VOTE -> timeouts.electionVote();
                case PROPOSE -> timeouts.propose();
                case PROPOSE_VOTE -> timeouts.proposeVote();
                case PRECOMMIT -> timeouts.precommit();
                case PRECOMMIT_VOTE -> timeouts.precommitVote();
                case COMMIT -> timeouts.commit();
                case COMMIT_PROCESS, ROUND_INTERRUPT, PACEMAKER, JOINING -> Duration.ZERO;
            };
        }

        /** Consensus begins once all of the committee have started, and goes on in the drain unless it says when. */
        private List<Long> consensusSpans(NestBft bft, int[] members) {
            long allStarted = Arrays.stream(members)
                    .mapToLong(member -> roster.member(member).startNanos())
                    .max()
                    .orElse(0);
            List<Long> spans = bft.during().isEmpty()
                    ? new ArrayList<>(List.of(0L, Long.MAX_VALUE))
                    : new ArrayList<>(spans(bft.during()));
            spans.set(0, Math.max(spans.get(0), allStarted));
            return spans;
        }

        private List<Long> spans(List<String> during) {
            List<Long> spans = new ArrayList<>();
            for (Phase phase : scenario.spans(during)) {
                spans.add(phase.start().toNanos());
                spans.add(phase.end().toNanos());
            }
            return spans;
        }
    }
}
