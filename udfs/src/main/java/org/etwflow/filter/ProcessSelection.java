package org.etwflow.filter;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;
import org.etwflow.process.ProcessInstance;
import org.jspecify.annotations.Nullable;

/**
 * Selection of processes: the included ones without the excluded ones.
 *
 * @param included patterns to include; an empty list includes all processes
 * @param excluded patterns to exclude
 */
@Internal
public record ProcessSelection(List<ProcessPattern> included, List<ProcessPattern> excluded)
    implements Serializable {

  /** Selects every process, known or not. */
  public static final ProcessSelection ALL = new ProcessSelection(List.of(), List.of());

  /** Copies the lists. */
  public ProcessSelection {
    included = List.copyOf(included);
    excluded = List.copyOf(excluded);
  }

  /**
   * Parses lists of names and PIDs.
   *
   * @param lists comma-separated lists, joined to one, such as {@code chrome*,!svchost.exe,1234};
   *     an item after {@code !} is excluded
   * @throws SyntaxException if a list is malformed
   */
  public static ProcessSelection of(final List<String> lists) {
    final SelectionParser<ProcessPattern> parsed =
        SelectionParser.parse(lists, new ProcessPatternParser());
    return new ProcessSelection(parsed.included(), parsed.excluded());
  }

  /** Whether it selects by name, which requires reading the processes from the traces. */
  public boolean needsNames() {
    return Stream.concat(included.stream(), excluded.stream())
        .anyMatch(ProcessPattern.Name.class::isInstance);
  }

  boolean matches(final long processId, final @Nullable ProcessInstance process) {
    return (included.isEmpty() || matches(included, processId, process))
        && !matches(excluded, processId, process);
  }

  /** Whether any pattern matches; by index, since an iterator would be an allocation per event. */
  private static boolean matches(
      final List<ProcessPattern> patterns,
      final long processId,
      final @Nullable ProcessInstance process) {
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matches(processId, process)) {
        return true;
      }
    }
    return false;
  }
}
