package dev.understory.plan;

import dev.understory.network.AccessClass;
import dev.understory.network.Congestion;
import dev.understory.network.Nat;
import dev.understory.network.NetworkModel;
import dev.understory.network.Regions;
import dev.understory.network.RegionsReader;
import dev.understory.network.StreamModel;
import dev.understory.scenario.Dataset;
import dev.understory.scenario.NetworkSettings;
import dev.understory.scenario.TransportSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The network of a scenario as the simulated network models it; delays over TCP come from the same.
 *
 * @param access classes of last miles by name
 */
public record Geography(NetworkModel model, Map<String, AccessClass> access) {
    /** Loads what a scenario names; {@code folder} is where its files are. */
    public static Geography load(NetworkSettings settings, Path folder) {
        Map<String, AccessClass> access = new LinkedHashMap<>();
        settings.access()
                .forEach((name, each) -> access.put(
                        name,
                        new AccessClass(
                                name,
                                each.upBitsPerSecond(),
                                each.downBitsPerSecond(),
                                each.delay(),
                                each.queueBytes(),
                                Nat.NONE)));
        NetworkModel model = new NetworkModel(
                regions(settings.regions().dataset(), folder),
                settings.latency().jitter(),
                settings.latency().floor().toNanos(),
                NetworkModel.LOOPBACK_NANOS,
                stream(settings.transport()));
        return new Geography(model, access);
    }

    private static Regions regions(Dataset dataset, Path folder) {
        return switch (dataset) {
            case Dataset.Builtin builtin -> RegionsReader.builtin(builtin.name());
            case Dataset.FromFile file -> read(folder, file);
        };
    }

    private static Regions read(Path folder, Dataset.FromFile file) {
        String meaning = switch (file.meaning()) {
            case RTT -> "rtt";
            case ONE_WAY -> "one-way";
        };
        // Behind the table, so that lines keep their numbers and the scenario has the last word.
        String footer = "\n# unit: " + file.unit().name().toLowerCase(Locale.ROOT) + "\n# meaning: " + meaning + "\n";
        try {
            return RegionsReader.parse(file.path(), Files.readString(folder.resolve(file.path())) + footer);
        } catch (IllegalArgumentException problem) {
            throw new UnrunnableException(String.valueOf(problem.getMessage()), problem);
        } catch (IOException unreadable) {
            throw new UnrunnableException(file.path() + " cannot be read", unreadable);
        }
    }

    private static StreamModel stream(TransportSettings transport) {
        TransportSettings.Loss loss = transport.loss();
        StreamModel.LossEffect effect = switch (loss.effect()) {
            case RETRANSMIT -> StreamModel.LossEffect.RETRANSMIT;
            case RESET -> StreamModel.LossEffect.RESET;
        };
        StreamModel usual = StreamModel.DEFAULT;
        StreamModel.Retransmission patience = usual.retransmission();
        StreamModel.Windows windows = usual.windows();
        return new StreamModel(
                new StreamModel.Connect(
                        transport.connect().roundTrips(), transport.connect().backlog()),
                new StreamModel.Loss(loss.rate(), 1, effect),
                new StreamModel.Retransmission(loss.rto().toNanos(), patience.mostNanos(), patience.giveUpNanos()),
                new StreamModel.Windows(
                        (int) transport.congestion().receiveWindow(),
                        windows.readCredit(),
                        windows.highWater(),
                        windows.lowWater()),
                usual.headerBytes(),
                congestion(transport.congestion()));
    }

    private static Congestion congestion(TransportSettings.Congestion settings) {
        Congestion.Control control = switch (settings.control()) {
            case CUBIC -> Congestion.Control.CUBIC;
            case RENO -> Congestion.Control.RENO;
            case NONE -> Congestion.Control.NONE;
        };
        return new Congestion(control, (int) settings.segmentBytes(), settings.initialWindow(), settings.idleReset());
    }
}
