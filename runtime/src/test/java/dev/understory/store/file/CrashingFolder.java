package dev.understory.store.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * A folder whose machine loses its power in the middle of a step. What a file system promises of what was not synced is
 * little: of the content any beginning may be there, or zeros; of the renames and removals since the folder was last
 * synced, those up to some moment.
 */
class CrashingFolder implements Folder {
    /** The power is gone; nothing after it happens. */
    static final class PowerLoss extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** A file whatever its names: what is seen of its content, and what the disk has. */
    private static final class Inode {
        byte[] seen = new byte[0];
        byte[] durable = new byte[0];
    }

    private final Random random;
    /** Steps until the power is gone. */
    private int left;
    /** Whether syncs do what they promise. */
    private final boolean honest;

    private TreeMap<String, Inode> names = new TreeMap<>();
    /** What the disk has of the names, and after each change since. */
    private final List<TreeMap<String, Inode>> history = new ArrayList<>(List.of(new TreeMap<>()));

    CrashingFolder(Random random, int steps, boolean honest) {
        this.random = random;
        this.left = steps;
        this.honest = honest;
    }

    /** The same disk in a machine that has come up again, and loses its power after so many steps. */
    CrashingFolder restarted(int steps) {
        CrashingFolder next = new CrashingFolder(random, steps, honest);
        TreeMap<String, Inode> survived = history.get(random.nextInt(history.size()));
        survived.forEach((name, inode) -> {
            Inode same = new Inode();
            same.durable = random.nextBoolean() ? inode.durable : torn(inode);
            same.seen = same.durable;
            next.names.put(name, same);
        });
        next.history.set(0, new TreeMap<>(next.names));
        return next;
    }

    /** Any beginning of what was seen, with the right length or not. */
    private byte[] torn(Inode inode) {
        if (Arrays.equals(inode.seen, inode.durable)) {
            return inode.durable;
        }
        byte[] begun = Arrays.copyOf(inode.seen, random.nextInt(inode.seen.length + 1));
        return random.nextBoolean() ? begun : Arrays.copyOf(begun, inode.seen.length);
    }

    private void step() throws PowerLoss {
        if (left-- <= 0) {
            throw new PowerLoss();
        }
    }

    private void changed() {
        history.add(new TreeMap<>(names));
    }

    private Inode inode(String file) throws NoSuchFileException {
        Inode inode = names.get(file);
        if (inode == null) {
            throw new NoSuchFileException(file);
        }
        return inode;
    }

    @Override
    public List<String> names() {
        return List.copyOf(names.keySet());
    }

    @Override
    public boolean isNoFile(String file) {
        return false;
    }

    @Override
    public long size(String file) throws IOException {
        return inode(file).seen.length;
    }

    @Override
    public byte[] read(String file, int size) throws IOException {
        return Arrays.copyOf(inode(file).seen, size);
    }

    @Override
    public void writeAndSync(String file, ByteBuffer... parts) throws IOException {
        step();
        if (!names.containsKey(file)) {
            names.put(file, new Inode());
            changed();
        }
        Inode inode = inode(file);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (ByteBuffer part : parts) {
            step();
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            content.writeBytes(bytes);
            inode.seen = content.toByteArray();
        }
        step();
        if (honest) {
            inode.durable = inode.seen;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step();
        names.put(to, inode(from));
        names.remove(from);
        changed();
    }

    @Override
    public boolean remove(String file) throws IOException {
        step();
        boolean existed = names.remove(file) != null;
        changed();
        return existed;
    }

    @Override
    public void sync() throws IOException {
        step();
        if (honest) {
            history.clear();
            changed();
        }
    }

    @Override
    public String where(String file) {
        return "/disk/" + file;
    }
}
