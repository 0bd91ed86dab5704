package org.etwflow.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.LittleEndian;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.RecordKind;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.event.NetworkEvent;
import org.etwflow.event.NetworkEventSchema;
import org.etwflow.event.RecordSchema;
import org.etwflow.testing.FlinkCluster;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.Sends;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.testing.WrittenEvents;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The source in jobs of library users. */
class EtlSourceJobIT {

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  @RegisterExtension private static final FlinkCluster CLUSTER = new FlinkCluster();

  @TempDir private Path folder;

  private final List<NetworkEvent> written = new ArrayList<>();

  private void write(final String name, final String... options) throws IOException {
    final WrittenTrace trace = TrafficTraces.inMemory(options);
    Files.write(folder.resolve(name), trace.bytes());
    written.addAll(WrittenEvents.of(trace));
  }

  private <T> EtlSource<T> source(final EtlDeserializationSchema<T> schema) {
    return source(schema, 50_000);
  }

  private <T> EtlSource<T> source(final EtlDeserializationSchema<T> schema, final long splitSize) {
    return EtlSource.<T>builder()
        .setDeserializer(schema)
        .setInputs(folder.toString())
        .setSplitSize(splitSize)
        .build();
  }

  private static Configuration configuration(final RuntimeExecutionMode mode) {
    return new Configuration()
        .set(ExecutionOptions.RUNTIME_MODE, mode)
        .set(PipelineOptions.OBJECT_REUSE, true)
        .set(PipelineOptions.GENERIC_TYPES, false);
  }

  private <T> DataStream<T> stream(
      final EtlDeserializationSchema<T> schema,
      final RuntimeExecutionMode mode,
      final int parallelism) {
    return CLUSTER
        .environment(configuration(mode), parallelism)
        .fromSource(source(schema), WatermarkStrategy.noWatermarks(), "traces");
  }

  private static <T> List<T> collect(final DataStream<T> stream) throws Exception {
    final List<T> all = new ArrayList<>();
    try (CloseableIterator<T> elements = stream.executeAndCollect()) {
      elements.forEachRemaining(all::add);
    }
    return all;
  }

  /** Event with its Flink timestamp. */
  private static final class WithTimestamp
      extends ProcessFunction<NetworkEvent, Tuple2<Long, NetworkEvent>> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(
        final NetworkEvent event,
        final Context context,
        final Collector<Tuple2<Long, NetworkEvent>> out) {
      out.collect(Tuple2.of(context.timestamp(), event));
    }
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 4", "STREAMING, 1", "STREAMING, 4"})
  void everyEvent_isEmittedWithItsEventTime(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    write("a.etl", "--sends=2000", "--seed=1", "--buffer-size=8K");
    write("b.etl", "--sends=2000", "--seed=2", "--compressed", "--buffer-size=8K");
    write("c.etl", "--sends=2000", "--seed=3", "--circular=9", "--header=CLASSIC");

    final List<Tuple2<Long, NetworkEvent>> events =
        collect(
            stream(new NetworkEventSchema(), mode, parallelism)
                .process(new WithTimestamp())
                .returns(Types.TUPLE(Types.LONG, TypeInformation.of(NetworkEvent.class))));

    assertThat(events)
        .containsExactlyInAnyOrderElementsOf(
            written.stream()
                .map(event -> Tuple2.of(Math.floorDiv(event.time - UNIX_EPOCH, 10_000L), event))
                .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "streams, BATCH, 1",
    "streams, STREAMING, 4",
    "ranges, BATCH, 4",
    "ranges, STREAMING, 4"
  })
  void eventsOfDistributedFiles_areThoseWritten(
      final String scheme, final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    write("a.etl", "--sends=2000", "--cpus=8", "--idle-cpus=2", "--buffer-size=4K");
    write("b.etl", "--sends=9000", "--seed=2", "--compressed", "--buffer-size=4K");
    write("c.etl", "--sends=2000", "--seed=3", "--end=KILLED", "--buffer-size=4K");
    final EtlSourceBuilder<NetworkEvent> source =
        EtlSource.<NetworkEvent>builder()
            .setDeserializer(new NetworkEventSchema())
            .setInputs(scheme + "://" + folder)
            .setSplitSize(50_000);

    final List<NetworkEvent> events =
        collect(
            CLUSTER
                .environment(configuration(mode), parallelism)
                .fromSource(
                    mode == RuntimeExecutionMode.BATCH
                        ? source.withoutEventTime().build()
                        : source.build(),
                    WatermarkStrategy.noWatermarks(),
                    "traces"));

    assertThat(events).containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void elements_withoutObjectReuse_canBeKept() throws Exception {
    write("a.etl", "--sends=1000");
    final var environment = CLUSTER.environment(configuration(RuntimeExecutionMode.STREAMING), 1);
    environment.getConfig().disableObjectReuse();

    final EtlSource<NetworkEvent> inFileOrder = source(new NetworkEventSchema(), Long.MAX_VALUE);
    final DataStream<NetworkEvent> events =
        environment.fromSource(inFileOrder, WatermarkStrategy.noWatermarks(), "traces");

    assertThat(collect(events.countWindowAll(100).reduce((first, second) -> first)))
        .containsExactlyElementsOf(everyHundredth());
  }

  /** First events of all whole hundreds. In one split, events are in file order. */
  private List<NetworkEvent> everyHundredth() {
    final List<NetworkEvent> first = new ArrayList<>();
    for (int i = 0; i + 100 <= written.size(); i += 100) {
      first.add(written.get(i));
    }
    return first;
  }

  /** Schema for the sizes of TCP receives over IPv4, recorded by the kernel logger. */
  private static final class ReceivedBytesSchema extends RecordSchema<Long> {

    private static final long serialVersionUID = 1L;

    private static final int RECV_IPV4 = 0x060B;
    private static final int SIZE_AT = 4;

    @Override
    protected boolean isEvent(final RecordCursor record) {
      return record.kind() == RecordKind.KERNEL && record.hookId() == RECV_IPV4;
    }

    @Override
    protected void decode(
        final RecordCursor record, final EtlBuffer buffer, final Collector<Long> out) {
      if (record.payloadLength() < SIZE_AT + Integer.BYTES) {
        malformed(record);
        return;
      }
      out.collect(LittleEndian.u32(record.bytes(), record.payloadOffset() + SIZE_AT));
    }

    @Override
    public long timestampMillis(final Long element) {
      return element;
    }

    @Override
    public TypeInformation<Long> getProducedType() {
      return Types.LONG;
    }
  }

  /** Writes receives of 1 to 1,000 bytes, each after a send. */
  private static void receive(final TraceWriter writer) {
    for (int size = 1; size <= 1_000; size++) {
      final long ticks = writer.session().ticksAt(size);
      writer.record(0, ticks, Sends.record(4_711, 77, ticks));
      writer.record(0, ticks, RecordBytes.system(2, 2, 0x060B, ticks, Sends.payload(4_711, size)));
    }
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "STREAMING, 3"})
  void customSchema_readsOtherEvents(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final TraceSession session = TraceSession.builder().bufferSize(4_096).build();
    Files.write(folder.resolve("a.etl"), WrittenTrace.of(session, EtlSourceJobIT::receive).bytes());

    assertThat(collect(stream(new ReceivedBytesSchema(), mode, parallelism)))
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 1_000).boxed().toList());
  }

  @Test
  void buffers_crossTheNetwork() throws Exception {
    write("a.etl", "--sends=2000", "--buffer-size=8K");
    final int buffers = (int) (Files.size(folder.resolve("a.etl")) / 8_192);

    final DataStream<Long> offsets =
        stream(new EtlBufferSchema(), RuntimeExecutionMode.STREAMING, 2)
            .rebalance()
            .filter(element -> element.buffer().isReadable())
            .map(element -> element.buffer().offset())
            .returns(Types.LONG);

    assertThat(collect(offsets))
        .containsExactlyInAnyOrderElementsOf(
            LongStream.range(0, buffers).map(number -> number * 8_192).boxed().toList());
  }

  @Test
  void source_isBoundedAndHasType() {
    assertThat(source(new NetworkEventSchema()))
        .returns(Boundedness.BOUNDED, EtlSource::getBoundedness)
        .returns(TypeInformation.of(NetworkEvent.class), EtlSource::getProducedType);
  }
}
