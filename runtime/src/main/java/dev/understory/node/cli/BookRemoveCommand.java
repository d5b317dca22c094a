package dev.understory.node.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code node book remove}: takes addresses out of the book of a node that runs. */
@Command(
        name = "remove",
        description =
                "Takes addresses out of the book. Who is connected stays so, and whoever tells of one again brings it"
                        + " back: 'ban' is what refuses it.",
        mixinStandardHelpOptions = true)
final class BookRemoveCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    BookCommand book;

    @Mixin
    AdminClient node = new AdminClient();

    @Parameters(paramLabel = "WHICH", description = "As 'book' takes it.")
    @Nullable
    String which;

    BookRemoveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (book != null) {
            node.inherit(book.node);
            if (book.which != null || book.most != null) {
                throw CommandInput.wrongUse(
                        spec,
                        (book.which != null ? "'" + book.which + "'" : "--most") + " before it means nothing here");
            }
        }
        JsonNode done = node.post("/v1/book/remove", Map.of("which", String.valueOf(which)));
        long removed = done.path("removed").asLong();
        console.out()
                .println(
                        node.json
                                ? done.toString()
                                : "removed " + removed + (removed == 1 ? " address" : " addresses"));
        return ExitCode.OK;
    }
}
