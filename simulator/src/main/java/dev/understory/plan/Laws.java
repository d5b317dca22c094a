package dev.understory.plan;

import dev.understory.engine.Distribution;
import dev.understory.scenario.law.Law;

/** The laws of the scenario language as the simulated network draws from them. */
final class Laws {
    private Laws() {}

    static Distribution of(dev.understory.scenario.law.Distribution bounded) {
        Distribution law = of(bounded.law());
        return Double.isInfinite(bounded.max()) && law.minimum() >= 0
                ? law
                : new Distribution.Clamped(law, 0, bounded.max());
    }

    private static Distribution of(Law law) {
        return switch (law) {
            case Law.Constant constant -> new Distribution.Constant(constant.value());
            case Law.Uniform uniform -> new Distribution.Uniform(uniform.min(), uniform.max());
            case Law.Exponential exponential -> new Distribution.Exponential(exponential.mean());
            case Law.Normal normal -> new Distribution.Normal(normal.mean(), normal.sd());
            case Law.LogNormal logNormal -> new Distribution.LogNormal(logNormal.median(), logNormal.sigma());
            case Law.Weibull weibull -> new Distribution.Weibull(weibull.shape(), weibull.scale());
            case Law.Pareto pareto -> new Distribution.Pareto(pareto.min(), pareto.alpha());
            case Law.Gamma gamma -> new Distribution.Gamma(gamma.shape(), gamma.scale());
            case Law.GeneralizedPareto pareto ->
                new Distribution.GeneralisedPareto(pareto.shape(), pareto.location(), pareto.scale());
        };
    }
}
