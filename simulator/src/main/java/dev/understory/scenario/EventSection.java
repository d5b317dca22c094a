package dev.understory.scenario;

import dev.understory.scenario.shape.Position;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape;
import dev.understory.scenario.shape.UnionShape.Variant;
import dev.understory.scenario.shape.YamlValue;
import java.util.ArrayList;
import java.util.List;

/** The section {@code events}: a list of events, each of one of the kinds that there are. */
final class EventSection {
    private EventSection() {}

    static Shape<List<Event>> shape(List<EventKind<?>> kinds) {
        List<Variant<? extends Event>> variants = new ArrayList<>();
        kinds.forEach(kind -> variants.add(kind.variant()));
        return Shapes.list(new UnionShape<Event>("an event", "do", variants), 0)
                .map(EventSection::reviewed, events -> events);
    }

    private static List<Event> reviewed(List<Event> events, YamlValue source, Reading reading) {
        if (source instanceof YamlValue.Sequence list) {
            for (int i = 0; i < events.size(); i++) {
                events.get(i).review(events, placeOfMoment(list.items().get(i)), reading);
            }
        }
        return events;
    }

    private static Position placeOfMoment(YamlValue event) {
        YamlValue.Entry at =
                event instanceof YamlValue.Mapping mapping ? mapping.entries().get(EventKind.nameOfMoment()) : null;
        return at == null ? event.position() : at.value().position();
    }
}
