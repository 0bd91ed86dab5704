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
import org.etwflow.source.file.ParallelReads;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.PlannedTrace;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.TraceRemark;
import org.jspecify.annotations.Nullable;

/**
 * Finds traces whose records are all in another trace of the inputs: the same file under another
 * name, a copy (packed or not), or a part of a merged trace.
 *
 * <p>A trace is left out only if it is the same file, or if all records of its {@linkplain
 * RecordSketch sample} are in the other trace. The sample has up to 65,536 records, which are all
 * records of a small trace. Two passes read the traces:
 *
 * <ol>
 *   <li>For traces that {@linkplain ConcurrentSessions can hold the same records}, the buffers from
 *       their start up to a common time. Sessions that merely ran at the same time have no network
 *       event in common there and are not compared further.
 *   <li>For the remaining traces all buffers, twice: to take samples, and to look up the samples of
 *       the others.
 * </ol>
 */
final class DuplicateTraces {

  private static final int MIN_SAMPLE = 1 << 6;
  private static final int MAX_SAMPLE = 1 << 16;

  /** Maximum sample of records near the start: enough to share some with a merged trace. */
  private static final int MAX_HEAD = 1 << 10;

  /** Maximum total sample size of the traces that are compared with each other. */
  private static final int MAX_SAMPLES = 1 << 20;

  private static final double PERCENT = 100;

  /** Maximum number of overlapping traces named in a note, since notes are part of splits. */
  private static final int MAX_OVERLAPS = 3;

  private final Map<String, TraceRemark> remarks = new HashMap<>();

  private final TraceInput input;
  private final ParallelReads reads;

  private DuplicateTraces(final TraceInput input, final ParallelReads reads) {
    this.input = input;
    this.reads = reads;
  }

  /** Remarks by path of trace. */
  static Map<String, TraceRemark> among(
      final List<PlannedTrace> traces, final TraceInput input, final ParallelReads reads) {
    final DuplicateTraces found = new DuplicateTraces(input, reads);
    final List<PlannedTrace> files = found.leaveOutSameFiles(traces);
    for (final List<PlannedTrace> group : ConcurrentSessions.groups(files)) {
      try {
        found.similar(group).forEach(found::compare);
      } catch (final StorageException e) {
        if (!input.requests().areErrorsSkipped()) {
          throw e;
        }
        group.forEach(trace -> found.note(trace, notCompared(e.getMessage())));
      } catch (final UncheckedIOException e) {
        final IOException failure = Objects.requireNonNull(e.getCause());
        group.forEach(trace -> found.note(trace, notCompared(SplitPlanner.problem(failure))));
      }
    }
    return found.remarks;
  }

  private static String notCompared(final String problem) {
    return "not compared with the other traces; if one of them is a copy, it is counted twice: "
        + problem;
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

  /** Identity of a local file, equal for all its names; null if the file is not local. */
  private static @Nullable Object file(final PlannedTrace trace) {
    try {
      final java.nio.file.Path path = java.nio.file.Path.of(trace.path()).toRealPath();
      final Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? path : key;
    } catch (final IOException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Subgroups of two or more traces that share records near their start (union-find). */
  private Collection<List<PlannedTrace>> similar(final List<PlannedTrace> group) {
    final long time =
        reads
            .map(group, trace -> read(() -> new TraceRecords(trace.splits(), input).endOfHead()))
            .stream()
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    final int headSize = Math.min(MAX_HEAD, sampleSize(group.size()));
    final List<long[]> heads =
        reads.map(
            group,
            trace ->
                sample(trace, headSize, (records, sketch) -> records.upTo(time, sketch)).hashes());
    final int[] part = IntStream.range(0, heads.size()).toArray();
    final SharedHeads shared = new SharedHeads(heads);
    for (int i = 0; i < part.length; i++) {
      for (final int other : shared.similarEarlier(i)) {
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
        reads.map(traces, trace -> sample(trace, sampleSize(traces.size()), TraceRecords::all));
    final List<long[]> samples = sketches.stream().map(RecordSketch::hashes).toList();
    final long[] wanted =
        samples.stream().flatMapToLong(Arrays::stream).sorted().distinct().toArray();
    final SharedRecords.Wanted filtered = new SharedRecords.Wanted(wanted);
    final List<SharedRecords> shared = reads.map(traces, trace -> findShared(filtered, trace));

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

  /** Message about events in common; null if there are none. */
  private static @Nullable String overlap(final double share, final PlannedTrace other) {
    return share == 0
        ? null
        : String.format(
            Locale.ROOT,
            "%.0f %% of its network events are also in %s and counted twice: leave out one of the two",
            Math.max(1, PERCENT * share),
            other.path());
  }

  private static int sampleSize(final int traces) {
    return Math.max(MIN_SAMPLE, Math.min(MAX_SAMPLE, MAX_SAMPLES / traces));
  }

  private RecordSketch sample(final PlannedTrace trace, final int capacity, final Reading reading) {
    final RecordSketch sketch = new RecordSketch(capacity);
    return read(
        () -> {
          reading.read(new TraceRecords(trace.splits(), input), sketch);
          return sketch;
        });
  }

  private SharedRecords findShared(final SharedRecords.Wanted wanted, final PlannedTrace trace) {
    final SharedRecords shared = new SharedRecords(wanted);
    return read(
        () -> {
          new TraceRecords(trace.splits(), input).all(shared);
          return shared;
        });
  }

  /** Indexes of traces in order of preference: more records, then not packed, then by name. */
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

  /** Supplier that reads files. */
  private interface Read<T> {
    T get() throws IOException;
  }

  /** Adds records of a trace to a sample. */
  private interface Reading {
    void read(TraceRecords records, RecordSketch sketch) throws IOException;
  }
}
