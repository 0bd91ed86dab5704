package org.etwflow.source.config;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * Which machine a trace is from: nothing in an .etl file tells. The only trace in an archive is
 * named as the archive is; several are, as if they were unpacked into the archive's folder.
 */
@PublicEvolving
public sealed interface HostNaming extends Serializable {

  /**
   * The machine of a trace, or null.
   *
   * @param trace its path, with {@code /} between the names
   */
  @Nullable String hostOf(String trace);

  /** All traces are of one machine, which needs no name. */
  record OneMachine() implements HostNaming {
    @Override
    public @Nullable String hostOf(final String trace) {
      return null;
    }
  }

  /** Each machine's traces are in a folder named after it. */
  record Folder() implements HostNaming {
    @Override
    public String hostOf(final String trace) {
      final int end = trace.lastIndexOf('/');
      return end < 0 ? "" : trace.substring(trace.lastIndexOf('/', end - 1) + 1, end);
    }
  }

  /** Each trace is named after its machine: up to the first dot. */
  record File() implements HostNaming {
    @Override
    public String hostOf(final String trace) {
      final String name = trace.substring(trace.lastIndexOf('/') + 1);
      final int dot = name.indexOf('.', 1);
      return dot < 0 ? name : name.substring(0, dot);
    }
  }

  /**
   * All traces are of this machine.
   *
   * @param name as it stands in rows
   */
  record Named(String name) implements HostNaming {
    @Override
    public String hostOf(final String trace) {
      return name;
    }
  }
}
