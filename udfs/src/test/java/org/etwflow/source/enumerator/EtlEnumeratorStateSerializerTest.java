package org.etwflow.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.etwflow.etl.TimeSpan;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.event.SerializedObservations;
import org.etwflow.source.split.EtlSplit;
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
