package org.etwflow.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.event.SerializedObservations;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.LowerBoundsBuilder;
import org.etwflow.testing.ArbitrarySplits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The enumerator's state in checkpoints. */
class EtlEnumeratorStateSerializerTest {

  private final EtlEnumeratorStateSerializer serializer = new EtlEnumeratorStateSerializer();

  @Provide
  Arbitrary<List<EtlSplit>> pending() {
    return ArbitrarySplits.splits().list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<FollowedTrace>> followed() {
    final Arbitrary<Long> number = Arbitraries.longs();
    return Combinators.combine(
            ArbitrarySplits.splits().map(EtlSplit::trace),
            number.array(long[].class).ofSize(6),
            Arbitraries.of(FollowedTrace.Stage.class),
            number.tuple2().map(n -> new TimeSpan(n.get1(), n.get2())).list().ofMaxSize(3))
        .as(
            (trace, n, stage, missing) ->
                new FollowedTrace(
                    trace.withMissing(missing),
                    new FollowedTrace.Seen(n[0], n[1]),
                    new FollowedTrace.Indexed(n[2], n[3], n[4]),
                    n[5],
                    stage))
        .list()
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<ProcessScanState> scan() {
    final Arbitrary<ProcessObservation> facts =
        Combinators.combine(
                Arbitraries.strings().injectNull(0.5),
                Arbitraries.longs().tuple3(),
                Arbitraries.of(ProcessObservation.Kind.class),
                Arbitraries.strings().ofMaxLength(255),
                Arbitraries.strings().injectNull(0.5))
            .as(
                (host, n, kind, image, service) ->
                    new ProcessObservation(
                        host, n.get1(), kind, n.get2(), n.get3(), image, service));
    return Combinators.combine(
            ArbitrarySplits.splits().list().ofMaxSize(5),
            ArbitrarySplits.splits().list().ofMaxSize(5),
            facts.list().ofMaxSize(20))
        .as(ProcessScanState::new);
  }

  @Property(tries = 100)
  void state_isReadAsWritten(
      @ForAll final boolean planned,
      @ForAll("pending") final List<EtlSplit> pending,
      @ForAll final long timeReached,
      @ForAll("followed") final List<FollowedTrace> followed,
      @ForAll final int foundTraces,
      @ForAll("scan") final ProcessScanState scan)
      throws IOException {
    final EtlEnumeratorState state =
        new EtlEnumeratorState(planned, pending, timeReached, followed, foundTraces, scan);

    assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(state)))
        .isEqualTo(state);
  }

  @Test
  void state_withMoreObservationsThanAMessage_isReadAsWritten() throws IOException {
    final List<ProcessObservation> facts = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      facts.add(
          new ProcessObservation(
              null, 1, ProcessObservation.Kind.END, i, 2, "a".repeat(100), null));
    }
    final EtlEnumeratorState state =
        new EtlEnumeratorState(
            true, List.of(), 3, List.of(), 4, new ProcessScanState(List.of(), List.of(), facts));

    assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(state)))
        .isEqualTo(state);
    assertThat(SerializedObservations.chunks(facts)).hasSizeGreaterThan(4);
  }

  /**
   * The facts about a trace are its path and host, six times and counters of up to 9 bytes, and six
   * small numbers. A split adds its range and up to eight bounds.
   */
  @Test
  void state_ofManyTraces_takesFewBytesForEachTraceAndSplit() throws IOException {
    final int traces = 1_000;
    final int splits = 32;

    final int ofSingleSplits = sizeOf(pendingOf(traces, 1));
    final int ofManySplits = sizeOf(pendingOf(traces, splits));

    assertThat(ofSingleSplits / traces).isLessThan(300);
    assertThat((ofManySplits - ofSingleSplits) / (traces * (splits - 1))).isLessThan(100);
  }

  @Test
  void splitsOfATrace_shareItAfterReading() throws IOException {
    final EtlEnumeratorState state = stateOf(pendingOf(2, 8));
    final Set<Trace> traces = Collections.newSetFromMap(new IdentityHashMap<>());

    serializer.deserialize(serializer.getVersion(), serializer.serialize(state)).pending().stream()
        .map(EtlSplit::trace)
        .forEach(traces::add);

    assertThat(traces).hasSize(2);
  }

  private int sizeOf(final List<EtlSplit> pending) throws IOException {
    return serializer.serialize(stateOf(pending)).length;
  }

  private static EtlEnumeratorState stateOf(final List<EtlSplit> pending) {
    return new EtlEnumeratorState(
        true, pending, 0, List.of(), pending.size(), ProcessScanState.NONE);
  }

  /** Splits of 64 buffers of 64 KiB, in which a second of time passes. */
  private static List<EtlSplit> pendingOf(final int traces, final int splitsOfEach) {
    final long second = FileTime.UNITS_PER_SECOND;
    final long day = FileTime.ofUnixMillis(Instant.parse("2026-03-02T00:00:00Z").toEpochMilli());
    final List<EtlSplit> pending = new ArrayList<>();
    for (int number = 0; number < traces; number++) {
      final long start = day + number * second;
      final LogHeader header =
          new LogHeader(
              1 << 16,
              false,
              26_100,
              8,
              16,
              0x1_0001,
              ClockType.QPC,
              new TraceClock(number * second, start, second, second),
              start + 3_600 * second,
              64L * splitsOfEach,
              0,
              0);
      final Trace trace =
          new Trace(
              "/srv/traces/2026-03-02/desktop-" + number + ".etl", "desktop-" + number, 0, header);
      for (long split = 0; split < splitsOfEach; split++) {
        final LowerBoundsBuilder bounds = new LowerBoundsBuilder();
        for (long buffer = 64 * split; buffer < 64 * (split + 1); buffer++) {
          bounds.add(buffer << 16, start + buffer * second);
        }
        pending.add(EtlSplit.ofRange(trace, split << 22, (split + 1) << 22, bounds.build()));
      }
    }
    return pending;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 6, -1})
  void otherVersion_isRejected(final int version) throws IOException {
    final byte[] bytes = serializer.serialize(EtlEnumeratorState.INITIAL);

    assertThatThrownBy(() -> serializer.deserialize(version, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version " + version)
        .hasMessageContaining("another version of etwflow");
  }
}
