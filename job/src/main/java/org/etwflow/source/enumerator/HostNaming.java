package org.etwflow.source.enumerator;

import java.io.Serializable;
import org.apache.flink.core.fs.Path;

/** Which machine a trace is from: nothing in an .etl file tells. */
public sealed interface HostNaming extends Serializable {

  /** The machine of a trace, or null. */
  String hostOf(Path trace);

  /** All traces are of one machine, which needs no name. */
  record OneMachine() implements HostNaming {
    @Override
    public String hostOf(final Path trace) {
      return null;
    }
  }

  /** Each machine's traces are in a folder named after it. */
  record Folder() implements HostNaming {
    @Override
    public String hostOf(final Path trace) {
      return trace.getParent().getName();
    }
  }

  /** Each trace is named after its machine: up to the first dot. */
  record File() implements HostNaming {
    @Override
    public String hostOf(final Path trace) {
      final String name = trace.getName();
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
    public String hostOf(final Path trace) {
      return name;
    }
  }
}
