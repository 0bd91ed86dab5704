package org.etwflow.source.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.etwflow.etl.Trace;
import org.etwflow.testing.ArbitrarySplits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Serialized form of splits. */
class EtlSplitSerializerTest {

  private final EtlSplitSerializer serializer = new EtlSplitSerializer();

  @Provide
  Arbitrary<EtlSplit> splits() {
    return ArbitrarySplits.splits();
  }

  @Property(tries = 300)
  void split_isReadAsWritten(@ForAll("splits") final EtlSplit split) throws IOException {
    assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(split)))
        .isEqualTo(split);
  }

  @Test
  void longProblem_isReadAsWritten() throws IOException {
    final EtlSplit split =
        EtlSplit.unreadable(
            new Trace("t.etl", null, 0, null),
            new SplitKind.Unreadable("why? ".repeat(30_000), false));

    assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(split)))
        .isEqualTo(split);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 6, 7, 8, -1})
  void otherVersion_isRejected(final int version) throws IOException {
    final byte[] bytes =
        serializer.serialize(
            EtlSplit.unreadable(
                new Trace("t.etl", null, 0, null), new SplitKind.Unreadable("why", false)));

    assertThatThrownBy(() -> serializer.deserialize(version, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version " + version)
        .hasMessageContaining("another version of etwflow");
  }
}
