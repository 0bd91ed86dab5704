package org.etwflow.source;

import java.time.Clock;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.etwflow.etl.BufferReader;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.enumerator.EtlEnumeratorState;
import org.etwflow.source.enumerator.EtlEnumeratorStateSerializer;
import org.etwflow.source.enumerator.EtlSplitEnumerator;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.reader.EtlSourceReader;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.EtlSplitSerializer;

/**
 * Reads event traces from any of Flink's file systems. For the TCP sends in a folder of traces:
 *
 * <pre>{@code
 * EtlSource<SendIPV4> source = EtlSource.of(new SendIPV4Schema(), List.of("/traces"));
 * DataStream<SendIPV4> sends = env.fromSource(source, WatermarkStrategy.noWatermarks(), "sends");
 * }</pre>
 *
 * <p>Each element has its event time. Damage never fails a job: what cannot be read is logged with
 * file and offset, and counted in the metric {@code numRecordsInErrors}.
 *
 * @param <T> type of the elements
 */
public final class EtlSource<T>
    implements Source<T, EtlSplit, EtlEnumeratorState>, ResultTypeQueryable<T> {

  private static final long serialVersionUID = 1L;

  private final EtlDeserializationSchema<T> schema;
  private final List<String> inputs;
  private final HostNaming hostNaming;
  private final SplitSize splitSize;

  /** Null if the inputs are closed files. */
  private final ContinuousMonitoring following;

  private final boolean withProcesses;
  private final int maxExpansion;

  private EtlSource(
      final EtlDeserializationSchema<T> schema,
      final List<String> inputs,
      final HostNaming hostNaming,
      final SplitSize splitSize,
      final ContinuousMonitoring following,
      final boolean withProcesses,
      final int maxExpansion) {
    this.schema = schema;
    this.inputs = List.copyOf(inputs);
    this.hostNaming = hostNaming;
    this.splitSize = splitSize;
    this.following = following;
    this.withProcesses = withProcesses;
    this.maxExpansion = maxExpansion;
  }

  /**
   * A source of all traces of one machine.
   *
   * @param schema turns buffers into elements; each reader has a copy
   * @param inputs files, directories (with all below them) and globs
   */
  public static <T> EtlSource<T> of(
      final EtlDeserializationSchema<T> schema, final List<String> inputs) {
    return new EtlSource<>(
        schema,
        inputs,
        new HostNaming.OneMachine(),
        SplitSize.BY_TRACE,
        null,
        false,
        BufferReader.DEFAULT_MAX_EXPANSION);
  }

  /** The same source, with traces of several machines. */
  public EtlSource<T> withHosts(final HostNaming naming) {
    return new EtlSource<>(
        schema, inputs, naming, splitSize, following, withProcesses, maxExpansion);
  }

  /**
   * The same source, which cuts files into splits of about so many bytes.
   *
   * @param octets at least 1; a buffer is never cut
   */
  public EtlSource<T> withSplitSize(final long octets) {
    return new EtlSource<>(
        schema, inputs, hostNaming, SplitSize.of(octets), following, withProcesses, maxExpansion);
  }

  /**
   * The same source, which goes on reading files while they grow, and finds new ones. It ends only
   * if all inputs are files, and all their sessions are closed.
   */
  public EtlSource<T> following(final ContinuousMonitoring bounds) {
    return new EtlSource<>(
        schema, inputs, hostNaming, splitSize, bounds, withProcesses, maxExpansion);
  }

  /**
   * The same source, whose {@link org.etwflow.process.ProcessAwareSchema schema} is given the
   * processes of their machine}: all that the traces tell of, whatever their order. For that, each
   * trace is read twice. Where files are followed, what a trace tells later is not known yet.
   */
  public EtlSource<T> withProcesses() {
    return new EtlSource<>(schema, inputs, hostNaming, splitSize, following, true, maxExpansion);
  }

  /**
   * The same source with another limit of expansion: how many times its size in the file a
   * compressed buffer may decompress to, and all that is unpacked of a packed file. What would
   * expand further is reported and not read, since a hostile file of a megabyte could take minutes.
   *
   * @param ratio at least 1; {@value BufferReader#DEFAULT_MAX_EXPANSION} unless it is set
   */
  public EtlSource<T> withMaxExpansion(final int ratio) {
    return new EtlSource<>(schema, inputs, hostNaming, splitSize, following, withProcesses, ratio);
  }

  @Override
  public Boundedness getBoundedness() {
    return following == null ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return schema.getProducedType();
  }

  @Override
  public SourceReader<T, EtlSplit> createReader(final SourceReaderContext context)
      throws Exception {
    return new EtlSourceReader<>(
        InstantiationUtil.clone(schema), withProcesses, maxExpansion, context);
  }

  @Override
  public SplitEnumerator<EtlSplit, EtlEnumeratorState> createEnumerator(
      final SplitEnumeratorContext<EtlSplit> context) {
    return restoreEnumerator(context, EtlEnumeratorState.INITIAL);
  }

  @Override
  public SplitEnumerator<EtlSplit, EtlEnumeratorState> restoreEnumerator(
      final SplitEnumeratorContext<EtlSplit> context, final EtlEnumeratorState state) {
    return new EtlSplitEnumerator(
        context,
        inputs,
        new SplitPlanner(hostNaming, splitSize),
        following,
        withProcesses,
        Clock.systemUTC(),
        state);
  }

  @Override
  public SimpleVersionedSerializer<EtlSplit> getSplitSerializer() {
    return new EtlSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<EtlEnumeratorState> getEnumeratorCheckpointSerializer() {
    return new EtlEnumeratorStateSerializer();
  }
}
