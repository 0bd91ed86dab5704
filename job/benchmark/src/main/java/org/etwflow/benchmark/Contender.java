package org.etwflow.benchmark;

import java.io.IOException;

/** A way to count the sends of traces. */
interface Contender {

  /** For the table. */
  String name();

  /** So many tasks side by side. */
  int parallelism();

  /** Counts once. */
  Measured measure(Traces traces) throws IOException;
}
