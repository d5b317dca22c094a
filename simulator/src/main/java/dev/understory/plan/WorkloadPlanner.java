package dev.understory.plan;

import dev.understory.application.Application;
import dev.understory.attack.Attack;
import dev.understory.crypto.RandomStream;
import dev.understory.law.Distribution;
import dev.understory.measure.MeterSet;
import dev.understory.measure.Subject;
import dev.understory.mux.Topic;
import dev.understory.scenario.Acting;
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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;

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
    private final List<Attack> attacks = new ArrayList<>();
    private final ServiceMeters serviceMeters = new ServiceMeters();
    private final List<Subject> subjects = new ArrayList<>();
    private final List<Own> own = new ArrayList<>();

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
        for (int i = 0; i < scenario.attacks().size(); i++) {
            Workload attack = scenario.attacks().get(i);
            attack.plan(new Part(attack, ScenarioPath.of("attacks").element(i)));
        }
        return new Workloads(carried, asking, attacks, serviceMeters, subjects, own());
    }

    /** The user's own applications, once it is known which topics the others use. */
    private List<UserApplication> own() {
        Map<Topic, String> owners = new EnumMap<>(Topic.class);
        owners.put(Topic.HEARTBEAT, "the node itself");
        carried.forEach(each -> each.topics().forEach(topic -> owners.put(topic, "workload '" + each.name() + "'")));
        own.forEach(each -> each.claim(owners));
        EnumSet<Topic> rest = EnumSet.allOf(Topic.class);
        rest.removeAll(owners.keySet());
        return own.stream().map(each -> each.application(rest)).toList();
    }

    /** An application of the user's own, whose topics the file names under that key. */
    private record Own(Part part, String key, Loading.Hosted hosted, Supplier<Application> instances) {
        void claim(Map<Topic, String> owners) {
            for (Topic topic : hosted.topics()) {
                String other = owners.putIfAbsent(topic, "workload '" + part.workload.name() + "'");
                if (other != null) {
                    part.problem(key, topic + " belongs to " + other + " already");
                }
            }
        }

        UserApplication application(Set<Topic> rest) {
            Set<Topic> topics = EnumSet.noneOf(Topic.class);
            topics.addAll(hosted.topics().isEmpty() ? rest : hosted.topics());
            if (topics.isEmpty()) {
                part.problem(key, "other workloads use all topics there are: none is left for this one");
            }
            rest.removeAll(topics);
            return new UserApplication(part.workload.name(), topics, hosted.on(), hosted.mayStop(), instances);
        }
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
        public List<Schedule> schedules(Acting acting, Distribution size) {
            String key = switch (acting.pace()) {
                case Pace.Every every -> "every";
                case Pace.Poisson poisson -> "rate";
            };
            return new Schedules(roster, this::random, message -> problem(key, message))
                    .draw(
                            acting.pace(),
                            acting.from(),
                            size,
                            acting.count().orElse(Long.MAX_VALUE),
                            spans(acting.during()));
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
        public void attack(IntFunction<Attack> byNumber) {
            attacks.add(byNumber.apply(attacks.size()));
        }

        @Override
        public void host(String key, String topicsKey, Hosted hosted) {
            try {
                own.add(new Own(this, topicsKey, hosted, applications.find(hosted)));
            } catch (UnrunnableException unusable) {
                problem(key, String.valueOf(unusable.getMessage()));
            }
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
