package org.etwflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.junit.jupiter.api.Test;

/** A schema with processes in a source without them. */
class ProcessAwareSchemaTest {

  /** Emits whether there are processes. */
  private static final class HasProcesses implements ProcessAwareSchema<Boolean> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(
        final EtlBuffer buffer, final ProcessTable processes, final Collector<Boolean> out) {
      out.collect(processes != null);
    }

    @Override
    public long timestampMillis(final Boolean element) {
      return 0;
    }

    @Override
    public TypeInformation<Boolean> getProducedType() {
      return Types.BOOLEAN;
    }
  }

  @Test
  void bufferOfASourceWithoutProcesses_isDeserializedWithoutThem() throws IOException {
    final List<Boolean> emitted = new ArrayList<>();

    new HasProcesses().deserialize(new EtlBuffer(), new ListCollector<>(emitted));

    assertThat(emitted).containsExactly(false);
  }
}
