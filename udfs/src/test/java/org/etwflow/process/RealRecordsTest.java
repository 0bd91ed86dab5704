package org.etwflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.etwflow.event.BufferStatistics;
import org.etwflow.event.NetworkEventSchema;
import org.etwflow.event.RecordSchema;
import org.etwflow.event.SendIPV4Schema;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The records of real traces, as each schema walks them. */
class RealRecordsTest {

  private static final List<String> TRACES =
      List.of(
          "KernelNetwork.etl",
          "ShutdownPerfDiagLogger.etl",
          "WindowsUpdate-events-lost.etl",
          "merged-compressed.etl",
          "process_data_32_v2.etl",
          "process_data_64_v3.etl");

  static Stream<Arguments> schemasOnTraces() {
    final List<Supplier<RecordSchema<?>>> schemas =
        List.of(SendIPV4Schema::new, NetworkEventSchema::new, ProcessSchema::new);
    return schemas.stream()
        .flatMap(schema -> TRACES.stream().map(trace -> Arguments.of(schema.get(), trace)));
  }

  @ParameterizedTest
  @MethodSource("schemasOnTraces")
  <T> void noRecordOfARealTrace_isMalformed(final RecordSchema<T> schema, final String trace) {
    TraceFiles.open(schema);
    TraceFiles.forEachBuffer(
        RealTraces.bytes(trace),
        buffer -> {
          schema.deserialize(buffer, new ListCollector<>(new ArrayList<>()));
          final BufferStatistics walk = schema.lastStatistics();
          assertThat(walk.malformedRecords()).isZero();
          assertThat(walk.firstTime()).isPositive().isLessThanOrEqualTo(walk.lastTime());
        });
  }
}
