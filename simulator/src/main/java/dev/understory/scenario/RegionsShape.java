package dev.understory.scenario;

import dev.understory.csv.DelayTable;
import dev.understory.scenario.Dataset.Builtin;
import dev.understory.scenario.Dataset.FromFile;
import dev.understory.scenario.NetworkSettings.Regions;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code regions} of the network. Reading it makes the names of the dataset's regions known to the rest of
 * the file.
 */
final class RegionsShape {
    private static final Key<FromFile, String> FILE = Key.required(
            "file", Shapes.text(), FromFile::path, "a list of from,to,value or a matrix; relative to the scenario");
    private static final Key<FromFile, Dataset.Unit> UNIT = Key.withDefault(
            "unit", Shapes.constant("unit", Dataset.Unit.class), Dataset.Unit.MS, FromFile::unit, "unit of the values");
    private static final Key<FromFile, Dataset.Meaning> MEANING = Key.required(
            "meaning",
            Shapes.constant("meaning", Dataset.Meaning.class),
            FromFile::meaning,
            "rtt: there and back, halved on load; one-way: as it is");

    private static final Shape<Dataset> FROM_FILE = new MapShape<>(
                    "dataset",
                    List.of(FILE, UNIT, MEANING),
                    e -> new FromFile(e.get(FILE), e.get(UNIT), e.get(MEANING)))
            .map((file, source, reading) -> file, dataset -> (FromFile) dataset);

    private static final Shape<Dataset> BUILTIN = Shapes.word("dataset", BuiltinDataset.words(), word -> word)
            .map(
                    (word, source, reading) -> new Builtin(word.substring(BuiltinDataset.PREFIX.length())),
                    dataset -> BuiltinDataset.PREFIX + ((Builtin) dataset).name());

    private static final Key<Regions, Dataset> DATASET = Key.withDefault(
            "dataset",
            Shapes.shortOrLong(BUILTIN, FROM_FILE, dataset -> dataset instanceof Builtin),
            new Builtin(BuiltinDataset.REGIONS_8.word()),
            Regions::dataset,
            "the matrix of delays between regions");

    private static final Key<Regions, Map<String, Double>> WEIGHTS = Key.optional(
            "weights",
            new SharesShape(Names.REGION),
            Regions::weights,
            "share of the nodes by region, for groups that do not say; the dataset's own by default");

    static final MapShape<Regions> SHAPE = new MapShape<>("regions", List.of(DATASET, WEIGHTS), RegionsShape::build);

    private RegionsShape() {}

    private static @Nullable Regions build(Entries entries) {
        Dataset dataset = entries.get(DATASET);
        @Nullable
        Map<String, Double> own = switch (dataset) {
            case Builtin builtin ->
                BuiltinDataset.of(builtin.name()).orElseThrow().weights();
            case FromFile file -> {
                List<String> names = namesIn(file, entries);
                yield names.isEmpty() ? null : SharesShape.of(names);
            }
        };
        if (own == null) {
            return null;
        }
        entries.reading().declareAll(Names.REGION, own.keySet());
        return new Regions(dataset, entries.maybe(WEIGHTS).orElse(own));
    }

    private static List<String> namesIn(FromFile file, Entries entries) {
        try {
            String text = new String(entries.reading().neighbours().read(file.path()), StandardCharsets.UTF_8);
            return DelayTable.parse(file.path(), text).names();
        } catch (IllegalArgumentException problem) {
            entries.problem(DATASET, "cannot use " + problem.getMessage());
            return List.of();
        } catch (IOException e) {
            entries.problem(DATASET, "cannot read " + file.path());
            return List.of();
        }
    }
}
