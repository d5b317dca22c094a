/**
 * What a run leaves behind: {@link dev.understory.report.RunFolder} writes the files of a run, all or none.
 *
 * <p>{@link dev.understory.report.ReportData} turns a result into plain data, sorted and rounded, so that a seed gives the
 * same bytes whatever the threads; {@code report.json} is that data, {@code report.html} shows it to people in one file
 * without requests. Only {@code run.json} may differ between equal runs: it says when and how the run was made. The package
 * computes nothing new and decides nothing.
 */
@NullMarked
package dev.understory.report;

import org.jspecify.annotations.NullMarked;
