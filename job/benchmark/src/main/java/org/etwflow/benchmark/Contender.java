package org.etwflow.benchmark;

import java.io.IOException;

/** Program that counts the network events of traces. */
interface Contender {

  /** Name in the table. */
  String name();

  /** Number of parallel tasks. */
  int parallelism();

  /** Runs and measures it once. */
  Measured measure(Traces traces) throws IOException;
}
