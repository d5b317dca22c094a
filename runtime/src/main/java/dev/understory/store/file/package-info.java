/**
 * Documents in files: {@link dev.understory.store.file.FileStore} is the store of a real node, one file for each document in
 * one folder, which belongs to one process at a time.
 *
 * <p>A write goes into a temporary file, that to the disk, and only then under the document's name; the folder goes to the
 * disk before the answer comes ({@link dev.understory.store.file.DocumentFolder}). A header with length and checksum tells a whole
 * document from everything else ({@link dev.understory.store.file.DocumentFormat}); what is something else is set aside and
 * never deleted unseen. All work is done on one thread of the store's own.
 */
@NullMarked
package dev.understory.store.file;

import org.jspecify.annotations.NullMarked;
