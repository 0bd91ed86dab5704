package org.etwflow.filter;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;
import org.etwflow.process.ProcessInstance;

/**
 * Which processes are wanted: those included, without those excluded.
 *
 * @param included all, if there is none
 * @param excluded those that are not wanted
 */
@Internal
public record ProcessSelection(List<ProcessPattern> included, List<ProcessPattern> excluded)
    implements Serializable {

  /** Every process, known or not. */
  public static final ProcessSelection ALL = new ProcessSelection(List.of(), List.of());

  /** Takes copies. */
  public ProcessSelection {
    included = List.copyOf(included);
    excluded = List.copyOf(excluded);
  }

  /**
   * Of names and PIDs.
   *
   * @param lists of them, with commas between them: {@code chrome*,!svchost.exe,1234}; what {@code
   *     !} stands before is excluded. Together they are one list
   * @throws SyntaxException if one of them is no such list
   */
  public static ProcessSelection of(final List<String> lists) {
    final SelectionParser<ProcessPattern> parsed =
        SelectionParser.parse(lists, new ProcessPatternParser());
    return new ProcessSelection(parsed.included(), parsed.excluded());
  }

  /** Whether it asks for names, so that the traces must be asked which processes there are. */
  public boolean needsNames() {
    return Stream.concat(included.stream(), excluded.stream())
        .anyMatch(ProcessPattern.Name.class::isInstance);
  }

  boolean wants(final long processId, final ProcessInstance process) {
    return (included.isEmpty() || fits(included, processId, process))
        && !fits(excluded, processId, process);
  }

  /** By index: an iterator would be an object for each send. */
  private static boolean fits(
      final List<ProcessPattern> patterns, final long processId, final ProcessInstance process) {
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).fits(processId, process)) {
        return true;
      }
    }
    return false;
  }
}
