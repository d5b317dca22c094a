/**
 * Tables of delays as people have them: {@link dev.understory.csv.DelayTable} reads a list or a matrix, with commas,
 * semicolons or tabs, quoted or not, from Unix or from Windows. It knows no unit and no meaning, and nothing of a network.
 */
@NullMarked
package dev.understory.csv;

import org.jspecify.annotations.NullMarked;
