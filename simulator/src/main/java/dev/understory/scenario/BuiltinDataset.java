package dev.understory.scenario;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The matrices of delays that are shipped: their regions, and how nodes are spread unless a scenario says otherwise. */
public enum BuiltinDataset {
    /** Eight regions of the world, from libp2p's test plans; nodes spread as Ethereum's were. */
    REGIONS_8(
            "regions-8",
            "australia=290 europe=5599 east_asia=1059 west_asia=161 na_east=2894 na_west=1240 south_africa=47"
                    + " south_america=36"),
    /** Eleven AWS regions, from Wittgenstein; nodes spread evenly. */
    AWS_11_2019(
            "aws-11-2019",
            "oregon=1 virginia=1 mumbai=1 seoul=1 singapore=1 sydney=1 tokyo=1 canada_central=1 frankfurt=1 ireland=1"
                    + " london=1"),
    /** Six regions of Bitcoin's network, from SimBlock; nodes spread as Bitcoin's were. */
    BITCOIN_6_2019(
            "bitcoin-6-2019",
            "north_america=3316 europe=4998 south_america=90 asia_pacific=1177 japan=224 australia=195");

    /** What a scenario writes before the name. */
    public static final String PREFIX = "builtin/";

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable
    private final Map<String, Double> weights;

    BuiltinDataset(String word, String counts) {
        this.word = word;
        Map<String, Double> parsed = new LinkedHashMap<>();
        for (String count : counts.split(" ", -1)) {
            int equals = count.indexOf('=');
            parsed.put(count.substring(0, equals), Double.valueOf(count.substring(equals + 1)));
        }
        double sum = parsed.values().stream().mapToDouble(Double::doubleValue).sum();
        parsed.replaceAll((region, weight) -> weight / sum);
        this.weights = Collections.unmodifiableMap(parsed);
    }

    /** Its name without the prefix. */
    public String word() {
        return word;
    }

    /** The share of nodes by region, in the order of the dataset; sums to 1. */
    public Map<String, Double> weights() {
        return weights;
    }

    /** The dataset of that name (without the prefix). */
    public static Optional<BuiltinDataset> of(String word) {
        return Arrays.stream(values())
                .filter(dataset -> dataset.word.equals(word))
                .findFirst();
    }

    /** As scenarios write them, with the prefix. */
    static List<String> words() {
        return Arrays.stream(values()).map(dataset -> PREFIX + dataset.word).toList();
    }
}
