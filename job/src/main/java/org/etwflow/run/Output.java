package org.etwflow.run;

import java.io.IOException;
import java.util.List;

/** Destination of the rows of a run. */
public sealed interface Output permits NoRows, OutputFolder {

  /** An output without rows: the run prints its report, and nothing else. */
  static Output none() {
    return new NoRows();
  }

  /** Names of the folders, which can be on any of Flink's file systems. */
  List<String> places();

  /**
   * Opens the destination for a run in this process.
   *
   * @throws UsageException if the rows cannot be written there
   */
  RowStore openHere() throws IOException, UsageException;

  /**
   * Opens the destination for a run on a cluster.
   *
   * @throws UsageException if the rows cannot be written there
   */
  RowStore openOnCluster() throws IOException, UsageException;
}
