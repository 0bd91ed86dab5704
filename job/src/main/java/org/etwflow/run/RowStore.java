package org.etwflow.run;

import java.io.IOException;
import java.io.PrintWriter;

/** The rows of one run, from the sinks of its job to their final place. */
interface RowStore extends AutoCloseable {

  /** Whether the rows of a job that has finished can still be discarded. */
  boolean canBeDiscarded();

  /** Adds the sinks to a job that has not been submitted yet. */
  void addSinks(FlowJob job);

  /**
   * Makes the rows visible, after the job has finished.
   *
   * @throws UsageException if another file has appeared in their place meanwhile
   */
  void publish(FlowJob job) throws IOException, UsageException;

  /** Prints the files or folders of the rows. */
  void printPlaces(PrintWriter out);

  /** Removes whatever has not been published. */
  @Override
  void close() throws IOException;
}
