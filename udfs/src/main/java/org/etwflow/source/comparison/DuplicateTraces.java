package org.etwflow.source.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.etwflow.etl.BufferReader;
import org.etwflow.source.planner.PlannedTrace;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.TraceRemark;

/**
 * Finds traces whose records are all in another trace of the inputs: the same file under another
 * name, a copy, packed or not, and a part beside the file that it was merged into.
 *
 * <p>A trace is left out only if it is the same file, or if all of its records that a {@linkplain
 * RecordSketch sample} holds are in the other one: up to 65,536 records of each, which are all of a
 * small trace. What is read for it:
 *
 * <ol>
 *   <li>Of traces that {@linkplain ConcurrentSessions can hold the same records}, the buffers from
 *       their start up to a common time. Two sessions that merely ran at the same time have no
 *       network event in common there.
 *   <li>Of the others all buffers, twice: to take samples, and to look for those of the others.
 * </ol>
 */
final class DuplicateTraces {

  private static final int MIN_SAMPLE = 1 << 6;
  private static final int MAX_SAMPLE = 1 << 16;

  /** Of records near the start of a trace: enough to have some in common with a merged one. */
  private static final int MAX_HEAD = 1 << 10;

  /** Of all traces that are compared with each other. */
  private static final int MAX_SAMPLES = 1 << 20;

  private static final double PERCENT = 100;

  /** Of those that are named for a trace: notes go into splits. */
  private static final int MAX_OVERLAPS = 3;

  private final Map<String, TraceRemark> remarks = new HashMap<>();

  private DuplicateTraces() {}

  /** What is to be remarked of traces, by their paths. */
  static Map<String, TraceRemark> among(final List<PlannedTrace> traces) {
    final DuplicateTraces found = new DuplicateTraces();
    final List<PlannedTrace> files = found.leaveOutSameFiles(traces);
    for (final List<PlannedTrace> group : ConcurrentSessions.groups(files)) {
      try {
        similar(group).forEach(found::compare);
      } catch (final UncheckedIOException e) {
        group.forEach(trace -> found.note(trace, notCompared(e.getCause())));
      }
    }
    return found.remarks;
  }

  private static String notCompared(final IOException failure) {
    return "not compared with the other traces, and counted twice if one of them is a copy: "
        + SplitPlanner.problem(failure);
  }

  private void note(final PlannedTrace trace, final String text) {
    remarks.merge(trace.path(), TraceRemark.note(text), TraceRemark::with);
  }

  private List<PlannedTrace> leaveOutSameFiles(final List<PlannedTrace> traces) {
    final Map<Object, PlannedTrace> byFile = new HashMap<>();
    final List<PlannedTrace> files = new ArrayList<>();
    for (final PlannedTrace trace : traces) {
      final Object file = trace.isReadable() ? file(trace) : null;
      final PlannedTrace first = file == null ? null : byFile.putIfAbsent(file, trace);
      if (first == null || !Objects.equals(first.trace().host(), trace.trace().host())) {
        files.add(trace);
      } else {
        remarks.put(trace.path(), TraceRemark.duplicateOf(first.path()));
      }
    }
    return files;
  }

  /** What is the same for all names of a file; null if it is not on a disk. */
  private static Object file(final PlannedTrace trace) {
    try {
      final java.nio.file.Path path = java.nio.file.Path.of(trace.path()).toRealPath();
      final Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? path : key;
    } catch (final IOException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Parts of a group, of two traces or more that have records in common near their start. */
  private static Collection<List<PlannedTrace>> similar(final List<PlannedTrace> group) {
    final long time =
        group.parallelStream()
            .mapToLong(trace -> read(() -> new TraceRecords(trace.splits()).endOfHead()))
            .max()
            .orElse(0);
    final int headSize = Math.min(MAX_HEAD, sampleSize(group.size()));
    final List<long[]> heads =
        group.parallelStream()
            .map(trace -> sample(trace, headSize, (records, sketch) -> records.upTo(time, sketch)))
            .map(RecordSketch::hashes)
            .toList();
    final int[] part = IntStream.range(0, heads.size()).toArray();
    final SharedHeads shared = new SharedHeads(heads);
    for (int i = 0; i < part.length; i++) {
      for (final int other : shared.alikeAmongEarlier(i)) {
        part[root(part, i)] = root(part, other);
      }
    }
    final Map<Integer, List<PlannedTrace>> parts = new TreeMap<>();
    for (int i = 0; i < part.length; i++) {
      parts.computeIfAbsent(root(part, i), root -> new ArrayList<>()).add(group.get(i));
    }
    parts.values().removeIf(traces -> traces.size() < 2);
    return parts.values();
  }

  private static int root(final int[] part, final int trace) {
    int root = trace;
    while (part[root] != root) {
      part[root] = part[part[root]];
      root = part[root];
    }
    return root;
  }

  private void compare(final List<PlannedTrace> traces) {
    final List<RecordSketch> sketches =
        traces.parallelStream()
            .map(trace -> sample(trace, sampleSize(traces.size()), TraceRecords::all))
            .toList();
    final List<long[]> samples = sketches.stream().map(RecordSketch::hashes).toList();
    final long[] wanted =
        samples.stream().flatMapToLong(Arrays::stream).sorted().distinct().toArray();
    final SharedRecords.Wanted filtered = new SharedRecords.Wanted(wanted);
    final List<SharedRecords> shared =
        traces.parallelStream().map(trace -> lookFor(filtered, trace)).toList();

    final List<Integer> counted = new ArrayList<>();
    for (final int trace : byPreference(traces, sketches)) {
      final long[] sample = samples.get(trace);
      final String whole =
          counted.stream()
              .filter(other -> shared.get(other).holdsAll(sample))
              .map(other -> traces.get(other).path())
              .findFirst()
              .orElse(null);
      if (whole != null) {
        remarks.put(traces.get(trace).path(), TraceRemark.duplicateOf(whole));
        continue;
      }
      final List<String> overlaps =
          counted.stream()
              .map(other -> overlap(shared.get(other).networkShare(sample), traces.get(other)))
              .filter(Objects::nonNull)
              .limit(MAX_OVERLAPS)
              .toList();
      overlaps.forEach(overlap -> note(traces.get(trace), overlap));
      counted.add(trace);
    }
  }

  /** Null if they have no event in common. */
  private static String overlap(final double share, final PlannedTrace other) {
    return share == 0
        ? null
        : String.format(
            Locale.ROOT,
            "%.0f %% of its network events are also in %s, and counted twice: leave one of both out",
            Math.max(1, PERCENT * share),
            other.path());
  }

  private static int sampleSize(final int traces) {
    return Math.max(MIN_SAMPLE, Math.min(MAX_SAMPLE, MAX_SAMPLES / traces));
  }

  private static RecordSketch sample(
      final PlannedTrace trace, final int capacity, final Reading reading) {
    final RecordSketch sketch = new RecordSketch(capacity);
    return read(
        () -> {
          reading.read(new TraceRecords(trace.splits()), sketch);
          return sketch;
        });
  }

  private static SharedRecords lookFor(
      final SharedRecords.Wanted wanted, final PlannedTrace trace) {
    final SharedRecords shared = new SharedRecords(wanted);
    return read(
        () -> {
          new TraceRecords(trace.splits()).all(shared);
          return shared;
        });
  }

  /** Larger traces first; of equal ones what can be read in several tasks, then by name. */
  private static List<Integer> byPreference(
      final List<PlannedTrace> traces, final List<RecordSketch> sketches) {
    return IntStream.range(0, traces.size())
        .boxed()
        .sorted(
            Comparator.comparingLong((Integer trace) -> -sketches.get(trace).records())
                .thenComparing(trace -> isPacked(traces.get(trace)))
                .thenComparing(trace -> traces.get(trace).path()))
        .toList();
  }

  private static boolean isPacked(final PlannedTrace trace) {
    return trace.splits().get(0).end() == BufferReader.TO_END_OF_STREAM;
  }

  private static <T> T read(final Read<T> read) {
    try {
      return read.get();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads something of files. */
  private interface Read<T> {
    T get() throws IOException;
  }

  /** Passes some records of a trace to a sample. */
  private interface Reading {
    void read(TraceRecords records, RecordSketch sketch) throws IOException;
  }
}
