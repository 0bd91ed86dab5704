package org.etwflow.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.testing.ArbitrarySplits;
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
            Arbitraries.strings(),
            number.array(long[].class).ofSize(7),
            Arbitraries.of(FollowedTrace.Stage.class))
        .as(
            (file, n, stage) ->
                new FollowedTrace(file, n[0], n[1], n[2], n[3], n[4], n[5], n[6], stage))
        .list()
        .ofMaxSize(20);
  }

  @Property(tries = 100)
  void aStateComesBackAsItWas(
      @ForAll final boolean planned,
      @ForAll("pending") final List<EtlSplit> pending,
      @ForAll final long timeReached,
      @ForAll("followed") final List<FollowedTrace> followed)
      throws IOException {
    final EtlEnumeratorState state =
        new EtlEnumeratorState(planned, pending, timeReached, followed, ProcessScanState.NONE);

    assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(state)))
        .isEqualTo(state);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, -1})
  void anotherVersionIsRefused(final int version) throws IOException {
    final byte[] bytes = serializer.serialize(EtlEnumeratorState.INITIAL);

    assertThatThrownBy(() -> serializer.deserialize(version, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version " + version)
        .hasMessageContaining("newer etwflow");
  }
}
