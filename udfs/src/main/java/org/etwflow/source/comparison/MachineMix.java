package org.etwflow.source.comparison;

import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.etl.FileTime;
import org.etwflow.source.file.ParallelReads;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.PlannedTrace;
import org.jspecify.annotations.Nullable;

/**
 * Finds traces that cannot be of one machine although they are counted as one:
 *
 * <ul>
 *   <li>different Windows builds or computer names,
 *   <li>a boot during the recording of another trace,
 *   <li>different numbers of processors since the same boot.
 * </ul>
 */
final class MachineMix {

  private final List<TraceMachine> machines;

  private MachineMix(final List<TraceMachine> machines) {
    this.machines = machines;
  }

  /** A warning by the path of one trace if the traces are of several machines; otherwise empty. */
  static Map<String, String> among(
      final List<PlannedTrace> traces, final TraceInput input, final ParallelReads reads) {
    final List<PlannedTrace> ofOne =
        traces.stream()
            .filter(trace -> trace.isReadable() && trace.trace().host() == null)
            .sorted(Comparator.comparing(PlannedTrace::path))
            .toList();
    return ofOne.size() < 2
        ? Map.of()
        : new MachineMix(reads.map(ofOne, trace -> TraceMachine.of(trace, input))).warning();
  }

  private Map<String, String> warning() {
    final List<Difference> differences =
        Stream.of(ofNames(), ofBuilds(), ofStarts(), ofProcessors())
            .filter(Objects::nonNull)
            .toList();
    return differences.isEmpty()
        ? Map.of()
        : Map.of(
            differences.get(0).path(),
            differences.stream()
                .map(Difference::text)
                .collect(
                    Collectors.joining(
                        "; ",
                        "the traces are of different machines: ",
                        "; equal flows of different machines are added up: to keep them apart, set"
                            + " --host folder, --host file or --host NAME")));
  }

  private @Nullable Difference ofNames() {
    return ofFirst(
        machine -> machine.name() != null,
        TraceMachine::hasSameName,
        machine -> "computer " + machine.name());
  }

  private @Nullable Difference ofBuilds() {
    return ofFirst(
        machine -> machine.header().osBuild() != 0,
        (one, other) -> one.header().osBuild() == other.header().osBuild(),
        machine -> "build " + machine.header().osBuild());
  }

  /** Difference between the first machine with a known value and the first one that differs. */
  private @Nullable Difference ofFirst(
      final Predicate<TraceMachine> isKnown,
      final BiPredicate<TraceMachine, TraceMachine> isSame,
      final Function<TraceMachine, String> text) {
    final List<TraceMachine> known = machines.stream().filter(isKnown).toList();
    return known.stream()
        .filter(machine -> !isSame.test(known.get(0), machine))
        .findFirst()
        .map(machine -> Difference.of(machine, known.get(0), text))
        .orElse(null);
  }

  private List<TraceMachine> byStart() {
    return machines.stream()
        .filter(TraceMachine::hasStart)
        .sorted(Comparator.comparingLong(TraceMachine::start))
        .toList();
  }

  private @Nullable Difference ofStarts() {
    TraceMachine longest = null;
    for (final TraceMachine machine : byStart()) {
      if (longest != null
          && !machine.startedWith(longest)
          && longest.knownEnd() - machine.start() > TraceMachine.MAX_ADJUSTMENT) {
        return Difference.of(
            machine, longest, one -> "running from %s".formatted(text(one.start())));
      }
      longest = longest == null || machine.knownEnd() > longest.knownEnd() ? machine : longest;
    }
    return null;
  }

  private static String text(final long time) {
    return FileTime.toInstant(time).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private @Nullable Difference ofProcessors() {
    TraceMachine before = null;
    for (final TraceMachine machine : byStart()) {
      if (before != null
          && machine.startedWith(before)
          && machine.header().cpuCount() != before.header().cpuCount()) {
        return Difference.of(machine, before, one -> one.header().cpuCount() + " processors");
      }
      before = machine;
    }
    return null;
  }

  /** A difference between two traces. */
  private record Difference(String path, String text) {

    static Difference of(
        final TraceMachine one,
        final TraceMachine other,
        final Function<TraceMachine, String> text) {
      return new Difference(
          one.path(),
          "%s in %s, %s in %s"
              .formatted(text.apply(one), one.path(), text.apply(other), other.path()));
    }
  }
}
