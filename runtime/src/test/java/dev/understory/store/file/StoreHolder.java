package dev.understory.store.file;

import dev.understory.store.StoreEvents;
import dev.understory.store.StoreLimits;
import java.io.IOException;
import java.nio.file.Path;

/** A process that opens a store, says what came of it in one line, and holds it until its input ends. */
final class StoreHolder {
    private StoreHolder() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(
                switch (FileStore.open(Path.of(arguments[0]), StoreLimits.DEFAULT, StoreEvents.NONE)) {
                    case FileStore.Opening.Opened opened -> "opened";
                    case FileStore.Opening.Unusable unusable -> unusable.problem();
                });
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
    }
}
