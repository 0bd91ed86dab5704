package org.etwflow.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.event.EventTimeEvent;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.EtlSplitState;
import org.etwflow.testing.GrowingFile;
import org.etwflow.testing.SetClock;
import org.etwflow.traces.FileLayout;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;

/** Randomly growing traces with any sequence of looks, readers and restores. */
class FollowedTraceRunTest {

  private static final int READERS = 3;
  private static final int BUFFER_SIZE = 1_024;
  private static final int STEPS = 400;
  private static final Duration IDLE_TIMEOUT = Duration.ofHours(1);

  /** Two files with the same start. The rare events of one CPU are in buffers far behind. */
  record Recorded(List<WrittenTrace> traces) {

    static Recorded of(final long seed) {
      final Random random = new Random(seed);
      return new Recorded(List.of(trace(random), trace(random)));
    }

    private static WrittenTrace trace(final Random random) {
      final TraceSession session =
          TraceSession.builder()
              .cpuCount(3)
              .bufferSize(BUFFER_SIZE)
              .layout(random.nextBoolean() ? FileLayout.SEQUENTIAL : FileLayout.COMPRESSED)
              .build();
      final Flow flow = Flow.of(4_711, "10.0.0.1", 49_152, "198.18.0.1", 443);
      final int sends = 100 + random.nextInt(300);
      return WrittenTrace.of(
          session,
          writer -> {
            long time = 0;
            for (int i = 0; i < sends; i++) {
              time += random.nextInt(3_000_000);
              final int cpu = Math.max(0, random.nextInt(12) - 9);
              final Send send = new Send(flow, random.nextInt(), 0, 0);
              writer.send(cpu, session.ticksAt(time), RecordEncoding.of(HeaderKind.PERFINFO), send);
            }
          });
    }

    /** Largest time by which a buffer starts before an earlier one of its file. */
    Duration disorder() {
      long most = 0;
      for (final WrittenTrace trace : traces) {
        long latest = trace.session().startTime();
        for (final WrittenBuffer buffer : trace.buffers()) {
          final long first = firstTime(trace, buffer);
          most = Math.max(most, latest - first);
          latest = Math.max(latest, first);
        }
      }
      return Duration.ofMillis(most / 10_000 + 1);
    }

    static long firstTime(final WrittenTrace trace, final WrittenBuffer buffer) {
      return trace.sends().stream()
          .filter(send -> send.buffer().filter(buffer::equals).isPresent())
          .mapToLong(WrittenSend::time)
          .min()
          .orElseThrow();
    }
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.randomValue(Random::nextLong);
  }

  @Property(tries = 25)
  void everyBuffer_isReadOnceAndNotLate(@ForAll("seeds") final long seed) throws IOException {
    final Path folder = Files.createTempDirectory("followed");
    try {
      final Recorded recorded = Recorded.of(seed);
      new Run(folder, recorded, recorded.disorder(), new Random(seed)).toItsEnd();
    } finally {
      try (var files = Files.list(folder)) {
        for (final Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** State of a reader: one split after the other, and the event time it received. */
  private static final class Reader {
    private final List<EtlSplitState> splits = new ArrayList<>();
    private long reached = Long.MIN_VALUE;
    private int splitsSeen;
    private int eventsSeen;
    private boolean hasAsked;
  }

  /** State of a checkpoint. */
  private record Checkpoint(
      EtlEnumeratorState enumerator,
      List<List<EtlSplit>> readers,
      Set<String> read,
      long reached) {}

  private static final class Run {

    private final SetClock clock = new SetClock(Instant.parse("2026-03-02T09:00:00Z"));
    private final EtlEnumeratorStateSerializer serializer = new EtlEnumeratorStateSerializer();
    private final Random random;
    private final ContinuousMonitoring following;
    private final List<GrowingFile> files = new ArrayList<>();
    private final List<WrittenTrace> traces;
    private final int[] lengths;
    private final Map<String, Long> firstTimes = new HashMap<>();
    private final List<String> inputs = new ArrayList<>();

    private LookContext context;
    private EtlSplitEnumerator enumerator;
    private List<Reader> readers;
    private Set<String> read = new HashSet<>();
    private long reached = Long.MIN_VALUE;
    private Checkpoint checkpoint;

    Run(final Path folder, final Recorded recorded, final Duration maxDisorder, final Random random)
        throws IOException {
      this.random = random;
      this.traces = recorded.traces();
      this.lengths = new int[traces.size()];
      this.following = new ContinuousMonitoring(maxDisorder, IDLE_TIMEOUT);
      for (int i = 0; i < traces.size(); i++) {
        final WrittenTrace trace = traces.get(i);
        final GrowingFile file = new GrowingFile(folder.resolve("trace-" + i + ".etl"));
        files.add(file);
        inputs.add(file.name());
        firstTimes.put(file.name() + "@0", trace.session().startTime());
        for (final WrittenBuffer buffer : trace.buffers()) {
          firstTimes.put(
              file.name() + "@" + buffer.fileOffset(), Recorded.firstTime(trace, buffer));
        }
        lengths[i] = GrowingFile.bufferEnds(trace).get(0);
        file.holds(GrowingFile.open(trace), lengths[i], clock.millis());
      }
      start(EtlEnumeratorState.INITIAL, List.of(List.of(), List.of(), List.of()));
      look();
      checkpoint();
    }

    private void start(final EtlEnumeratorState state, final List<List<EtlSplit>> splits) {
      context = new LookContext(READERS);
      enumerator =
          new ContinuousEtlSplitEnumerator(
              context,
              inputs,
              new SplitPlanner(
                  new HostNaming.OneMachine(), SplitSize.of(3 * BUFFER_SIZE), TraceInput.DEFAULT),
              following,
              ScanPhase.none(state.scan()),
              clock,
              state);
      enumerator.start();
      readers = new ArrayList<>();
      for (final List<EtlSplit> ofReader : splits) {
        final Reader reader = new Reader();
        ofReader.forEach(split -> reader.splits.add(new EtlSplitState(split)));
        readers.add(reader);
      }
    }

    void toItsEnd() throws IOException {
      for (int step = 0; step < STEPS; step++) {
        clock.pass(Duration.ofMillis(random.nextInt(2_000)));
        switch (random.nextInt(20)) {
          case 0 -> checkpoint();
          case 1 -> restore();
          case 2, 3, 4, 5 -> look();
          case 6, 7, 8 -> grow(random.nextInt(traces.size()));
          default -> readOne(random.nextInt(READERS));
        }
      }
      for (int i = 0; i < traces.size(); i++) {
        files.get(i).holds(traces.get(i).bytes(), clock.millis());
      }
      for (int round = 0; !isAtEnd(); round++) {
        assertThat(round).as("rounds to the end").isLessThan(10_000);
        look();
        for (int reader = 0; reader < READERS; reader++) {
          readOne(reader);
        }
      }
      assertThat(read).containsExactlyInAnyOrderElementsOf(expected());
    }

    private Set<String> expected() {
      final Set<String> all = new HashSet<>(firstTimes.keySet());
      files.forEach(file -> all.add(file.name() + " ended"));
      return all;
    }

    private boolean isAtEnd() {
      return readers.stream().allMatch(reader -> reader.splits.isEmpty())
          && context.getSplitAssignments().size() == READERS
          && context.getSplitAssignments().values().stream()
              .allMatch(assignment -> assignment.hasReceivedNoMoreSplitsSignal());
    }

    private void grow(final int trace) {
      final byte[] open = GrowingFile.open(traces.get(trace));
      final boolean isClosed = lengths[trace] == open.length;
      lengths[trace] = Math.min(open.length, lengths[trace] + random.nextInt(3 * BUFFER_SIZE));
      final byte[] written = isClosed ? traces.get(trace).bytes() : open;
      files.get(trace).holds(written, lengths[trace], clock.millis());
    }

    /** Runs looks, some of them before the result of the previous one is delivered. */
    private void look() {
      final Runnable first = context.look();
      final Runnable second = random.nextBoolean() ? context.look() : () -> {};
      first.run();
      second.run();
      for (int reader = 0; reader < READERS; reader++) {
        receive(reader);
      }
    }

    /** Processes the messages of the enumerator to a reader, which waits after an event time. */
    private void receive(final int number) {
      final Reader reader = readers.get(number);
      final var events = context.getSentEvents().getOrDefault(number, List.of());
      for (; reader.eventsSeen < events.size(); reader.eventsSeen++) {
        assertThat(reader.splits).isEmpty();
        reach(reader, ((EventTimeEvent) events.get(reader.eventsSeen)).time());
      }
      final var assignment = context.getSplitAssignments().get(number);
      final List<EtlSplit> splits = assignment == null ? List.of() : assignment.getAssignedSplits();
      for (; reader.splitsSeen < splits.size(); reader.splitsSeen++) {
        reader.hasAsked = false;
        reader.splits.add(new EtlSplitState(splits.get(reader.splitsSeen)));
      }
    }

    /** Event time of the job, as in Flink: the minimum over all readers. */
    private void reach(final Reader reader, final long time) {
      reader.reached = Math.max(reader.reached, time);
      reached =
          Math.max(reached, readers.stream().mapToLong(each -> each.reached).min().orElseThrow());
    }

    private void readOne(final int number) throws IOException {
      final Reader reader = readers.get(number);
      if (reader.splits.isEmpty()) {
        if (!reader.hasAsked) {
          reader.hasAsked = true;
          enumerator.handleSplitRequest(number, "host");
          receive(number);
        }
        return;
      }
      final EtlSplitState state = reader.splits.get(0);
      final EtlSplit rest = state.toSplit();
      if (rest.offset() < rest.end()) {
        reach(reader, state.lowerBound());
        final EtlBuffer buffer = next(rest);
        final String name = rest.trace().path() + "@" + buffer.offset();
        assertThat(read.add(name)).as("%s is new", name).isTrue();
        assertThat(firstTimes.get(name))
            .as(name)
            .isGreaterThanOrEqualTo(Math.max(reader.reached, reached));
        state.advancePast(buffer);
      } else if (rest.endOfTrace()) {
        reach(reader, state.lowerBound());
        assertThat(read.add(rest.trace().path() + " ended")).isTrue();
        state.advancePast(endOf(rest));
      } else {
        reader.splits.remove(0);
      }
    }

    private static EtlBuffer next(final EtlSplit rest) throws IOException {
      try (InputStream in = TraceInput.DEFAULT.open(rest.location(), rest.offset())) {
        final EtlBuffer buffer = new EtlBuffer();
        final BufferReader reader = BufferReader.of(rest.trace(), in, rest.offset(), rest.end());
        assertThat(reader.read(buffer)).isTrue();
        assertThat(buffer.condition()).isEqualTo(BufferCondition.WHOLE);
        return buffer;
      }
    }

    private static EtlBuffer endOf(final EtlSplit rest) {
      final EtlBuffer end = new EtlBuffer();
      end.setUnreadable(rest.trace(), rest.end(), 0, BufferCondition.END_OF_TRACE, null);
      return end;
    }

    private void checkpoint() throws IOException {
      final byte[] state = serializer.serialize(enumerator.snapshotState(1));
      checkpoint =
          new Checkpoint(
              serializer.deserialize(serializer.getVersion(), state),
              readers.stream()
                  .map(reader -> reader.splits.stream().map(EtlSplitState::toSplit).toList())
                  .toList(),
              Set.copyOf(read),
              reached);
    }

    /** Restarts the readers. Windows that are closed downstream stay closed. */
    private void restore() {
      read = new HashSet<>(checkpoint.read());
      reached = checkpoint.reached();
      final List<List<EtlSplit>> splits = new ArrayList<>(checkpoint.readers());
      Collections.shuffle(splits, random);
      start(checkpoint.enumerator(), splits);
    }
  }
}
