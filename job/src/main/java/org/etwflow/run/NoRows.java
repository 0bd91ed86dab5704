package org.etwflow.run;

import java.io.PrintWriter;
import java.util.List;

/** The output of a run that writes no rows. */
record NoRows() implements Output, RowStore {

  @Override
  public List<String> places() {
    return List.of();
  }

  @Override
  public RowStore openHere() {
    return this;
  }

  @Override
  public RowStore openOnCluster() {
    return this;
  }

  @Override
  public boolean canBeDiscarded() {
    return true;
  }

  @Override
  public void addSinks(final FlowJob job) {}

  @Override
  public void publish(final FlowJob job) {}

  @Override
  public void printPlaces(final PrintWriter out) {}

  @Override
  public void close() {}
}
