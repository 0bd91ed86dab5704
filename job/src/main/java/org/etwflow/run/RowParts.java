package org.etwflow.run;

import java.io.PrintWriter;
import org.etwflow.report.PrintableText;

/**
 * Rows in folders of part files, which Flink's sinks commit themselves: the only rows that a
 * cluster, or any run on an object store, can write.
 *
 * @param output parent of the folders
 */
record RowParts(OutputFolder output) implements RowStore {

  @Override
  public boolean canBeDiscarded() {
    return false;
  }

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
