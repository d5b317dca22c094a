package dev.understory.plan;

import dev.understory.application.Application;
import dev.understory.crypto.RandomStream;
import dev.understory.law.Distribution;
import dev.understory.measure.MeterSet;
import dev.understory.measure.Subject;
import dev.understory.mux.Topic;
import dev.understory.scenario.Loading;
import dev.understory.scenario.NodeGroup;
import dev.understory.scenario.NodeService;
import dev.understory.scenario.Pace;
import dev.understory.scenario.Phase;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioPath;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Workload;
import dev.understory.service.EchoService;
import dev.understory.service.ServiceMeters;
import dev.understory.service.ServiceWorkload;
import dev.understory.workload.NodeMeters;
import dev.understory.workload.Schedule;
import dev.understory.workload.SharedWorkload;
import dev.understory.workload.UserApplication;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has the workloads of a scenario made concrete, and keeps what comes of each. */
final class WorkloadPlanner {
    private final Scenario scenario;
    private final Roster roster;
    private final SeededStreams streams;
    private final NodeMeters node;
    private final MeterSet meters;
    private final RunPlan.Applications applications;
    private final List<PlanProblem> problems;
    private final List<SharedWorkload> carried = new ArrayList<>();
    private final List<ServiceWorkload> asking = new ArrayList<>();
    private final ServiceMeters serviceMeters = new ServiceMeters();
    private final List<Subject> subjects = new ArrayList<>();
    private Workloads.@Nullable User user;

    WorkloadPlanner(
            Scenario scenario,
            Roster roster,
            SeededStreams streams,
            NodeMeters node,
            MeterSet meters,
            RunPlan.Applications applications,
            List<PlanProblem> problems) {
        this.scenario = scenario;
        this.roster = roster;
        this.streams = streams;
        this.node = node;
        this.meters = meters;
        this.applications = applications;
        this.problems = problems;
    }

    Workloads plan() {
        declareServices();
        for (int i = 0; i < scenario.workloads().size(); i++) {
            Workload workload = scenario.workloads().get(i);
            workload.plan(new Part(workload, ScenarioPath.of("workloads").element(i)));
        }
        return new Workloads(carried, asking, serviceMeters, subjects, user);
    }

    /** What the services of the nodes count. */
    private void declareServices() {
        for (NodeGroup group : scenario.nodes()) {
            for (NodeService service : group.services()) {
                switch (service) {
                    case NodeService.Echo echo -> EchoService.declare(echo.name(), meters, serviceMeters);
                }
            }
        }
    }

    /** One of them, as it is made concrete. */
    private final class Part implements Loading {
        private final Workload workload;
        private final ScenarioPath path;

        Part(Workload workload, ScenarioPath path) {
            this.workload = workload;
            this.path = path;
        }

        @Override
        public Scenario scenario() {
            return scenario;
        }

        @Override
        public int nodes() {
            return roster.size();
        }

        @Override
        public NodeGroup group(int of) {
            return roster.member(of).group();
        }

        @Override
        public long startNanos(int of) {
            return roster.member(of).startNanos();
        }

        @Override
        public BitSet choose(Selector who) {
            return roster.choose(who);
        }

        @Override
        public boolean fitsSomebody(Selector who) {
            return !roster.fitting(who).isEmpty();
        }

        @Override
        public RandomStream random(String purpose) {
            return streams.of("workload." + workload.name() + "." + purpose);
        }

        @Override
        public List<Long> spans(List<String> during) {
            List<Long> spans = new ArrayList<>();
            for (Phase phase : scenario.spans(during)) {
                spans.add(phase.start().toNanos());
                spans.add(phase.end().toNanos());
            }
            return spans;
        }

        @Override
        public List<Schedule> schedules(
                Pace pace, Selector from, Distribution size, OptionalLong count, List<String> during) {
            String key = switch (pace) {
                case Pace.Every every -> "every";
                case Pace.Poisson poisson -> "rate";
            };
            return new Schedules(roster, this::random, message -> problem(key, message))
                    .draw(pace, from, size, count.orElse(Long.MAX_VALUE), spans(during));
        }

        @Override
        public MeterSet meters() {
            return meters;
        }

        @Override
        public NodeMeters nodeMeters() {
            return node;
        }

        @Override
        public ServiceMeters serviceMeters() {
            return serviceMeters;
        }

        @Override
        public void problem(String key, String message) {
            problems.add(new PlanProblem(path.key(key), message));
        }

        @Override
        public void carry(SharedWorkload made, BitSet among) {
            measure(carried.size(), among);
            carried.add(made);
        }

        @Override
        public void ask(IntFunction<ServiceWorkload> byNumber) {
            measure(Subject.SERVICE, roster.everyone());
            asking.add(byNumber.apply(asking.size()));
        }

        @Override
        public void host(String key, Hosted hosted) {
            try {
                Supplier<Application> instances = applications.find(hosted);
                // It gets the topics of no other workload, which are known only in the end.
                user = new Workloads.User(
                        hosted.on(),
                        () -> new UserApplication(workload.name(), unused(), hosted.mayStop(), instances.get()));
            } catch (UnrunnableException unusable) {
                problem(key, String.valueOf(unusable.getMessage()));
            }
        }

        private Set<Topic> unused() {
            EnumSet<Topic> topics = EnumSet.complementOf(EnumSet.of(Topic.HEARTBEAT));
            carried.forEach(each -> topics.removeAll(each.topics()));
            return topics;
        }

        private void measure(int index, BitSet among) {
            subjects.add(new Subject(
                    index,
                    workload.kind().word(),
                    workload.name(),
                    workload.sampledTopic().toLowerCase(Locale.ROOT),
                    among,
                    workload.deadline().toNanos()));
        }
    }
}
