package org.etwflow.run;

import java.io.PrintWriter;
import org.etwflow.report.PrintableText;

/**
 * Rows of a run on a cluster: folders of part files, which Flink's sinks commit themselves.
 *
 * @param output parent of the folders
 */
record ClusterRows(OutputFolder output) implements RowStore {

  @Override
  public void addSinks(final FlowJob job) {
    job.addSinks(output::partsFolder);
  }

  /** Does nothing: the sinks have committed the rows. */
  @Override
  public void publish(final FlowJob job) {}

  @Override
  public void printPlaces(final PrintWriter out) {
    out.println("Rows: " + PrintableText.of(output.partsFolders(output::partsFolder)));
  }

  @Override
  public void close() {}
}
