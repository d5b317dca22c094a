package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialPlan.Step;
import dev.understory.transport.DialEvent.DialFailed;
import dev.understory.transport.DialEvent.Reason;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialPlanTest {
    private static final long START = 1_000;
    private static final Duration TIMEOUT = Duration.ofNanos(900);
    private static final Endpoint NAME = new Endpoint("seed.example", 9001);
    private static final Endpoint A = new Endpoint("10.0.0.1", 9001);
    private static final Endpoint B = new Endpoint("10.0.0.2", 9001);
    private static final Endpoint C = new Endpoint("10.0.0.3", 9001);

    @Test
    void eachAddressHasItsShareOfTheTimeThatIsLeft() {
        DialPlan plan = plan(NAME, A, B, C);
        assertThat(plan.begin(START)).isEqualTo(tried(A, 300));
        assertThat(fail(plan, START + 300)).isEqualTo(tried(B, 300));
        assertThat(fail(plan, START + 600)).isEqualTo(tried(C, 300));
    }

    @Test
    void whatOneLeavesOfItsShareGoesToThoseThatFollow() {
        DialPlan plan = plan(NAME, A, B, C);
        plan.begin(START);
        assertThat(fail(plan, START)).isEqualTo(tried(B, 450));
        assertThat(fail(plan, START + 100)).isEqualTo(tried(C, 800));
    }

    @Test
    void itIsGivenUpWhenNoAddressIsLeftForTheReasonOfTheLast() {
        DialPlan plan = plan(NAME, A, B);
        plan.begin(START);
        plan.failed(new DialFailed(A, Reason.REFUSED, "nobody listens"), START + 1);
        DialFailed last = new DialFailed(B, Reason.UNREACHABLE, "no route");
        String detail = "no route (the last of 2 addresses of seed.example)";
        assertThat(plan.failed(last, START + 2))
                .isEqualTo(new Step.GiveUp(new DialFailed(NAME, Reason.UNREACHABLE, detail)));
    }

    @Test
    void itIsGivenUpWhenNoTimeIsLeftHoweverManyAddressesAre() {
        DialPlan plan = plan(NAME, A, B, C);
        plan.begin(START);
        assertThat(fail(plan, START + 899)).isEqualTo(tried(B, 0));
        assertThat(fail(plan, START + 900)).isInstanceOf(Step.GiveUp.class);
    }

    @Test
    void theOnlyAddressOfANameHasAllTheTimeAndIsCalledThat() {
        DialPlan plan = plan(NAME, A);
        assertThat(plan.begin(START)).isEqualTo(tried(A, 900));
        assertThat(fail(plan, START + 1)).isEqualTo(givenUp(NAME, "it failed (the address of seed.example)"));
    }

    @Test
    void whoGaveAnAddressIsToldOfNoName() {
        DialPlan plan = plan(A, A);
        plan.begin(START);
        assertThat(fail(plan, START + 1)).isEqualTo(givenUp(A, "it failed"));
    }

    private static DialPlan plan(Endpoint remote, Endpoint... addresses) {
        return new DialPlan(remote, List.of(addresses), TIMEOUT, START);
    }

    private static Step fail(DialPlan plan, long now) {
        return plan.failed(new DialFailed(A, Reason.TIMEOUT, "it failed"), now);
    }

    private static Step tried(Endpoint address, long nanos) {
        return new Step.Try(address, Duration.ofNanos(nanos));
    }

    private static Step givenUp(Endpoint remote, String detail) {
        return new Step.GiveUp(new DialFailed(remote, Reason.TIMEOUT, detail));
    }
}
