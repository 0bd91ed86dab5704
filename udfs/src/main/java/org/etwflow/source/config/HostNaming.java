package org.etwflow.source.config;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * Assignment of host names to traces: an .etl file does not contain the name of its host. If an
 * archive contains one trace, the trace has the path of the archive; several traces have the paths
 * of files unpacked into the folder of the archive.
 */
@PublicEvolving
public sealed interface HostNaming extends Serializable {

  /**
   * Returns the host of a trace, or null.
   *
   * @param trace its path, with {@code /} between the names
   */
  @Nullable String hostOf(String trace);

  /** All traces are of one host, which has no name. */
  record OneMachine() implements HostNaming {
    @Override
    public @Nullable String hostOf(final String trace) {
      return null;
    }
  }

  /** Each trace is in a folder named after its host. */
  record Folder() implements HostNaming {
    @Override
    public String hostOf(final String trace) {
      final int end = trace.lastIndexOf('/');
      return end < 0 ? "" : trace.substring(trace.lastIndexOf('/', end - 1) + 1, end);
    }
  }

  /** Each trace file is named after its host, up to the first dot. */
  record File() implements HostNaming {
    @Override
    public String hostOf(final String trace) {
      final String name = trace.substring(trace.lastIndexOf('/') + 1);
      final int dot = name.indexOf('.', 1);
      return dot < 0 ? name : name.substring(0, dot);
    }
  }

  /**
   * All traces are of the given host.
   *
   * @param name name of the host in rows
   */
  record Named(String name) implements HostNaming {
    @Override
    public String hostOf(final String trace) {
      return name;
    }
  }
}
