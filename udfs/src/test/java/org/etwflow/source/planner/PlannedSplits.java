package org.etwflow.source.planner;

import java.util.List;
import org.apache.flink.core.fs.Path;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.EtlSplit;

/** Planned splits of a file, for tests of other packages. */
public final class PlannedSplits {

  private PlannedSplits() {}

  /** Returns splits of about this size, in file order. */
  public static List<EtlSplit> of(final Path file, final long size, final long splitSize) {
    return new SplitPlanner(
            new HostNaming.OneMachine(), SplitSize.of(splitSize), TraceInput.DEFAULT)
        .plan(new TraceFile(file, size, 0));
  }
}
