package org.etwflow.source;

import java.time.Clock;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
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
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.config.StorageErrors;
import org.etwflow.source.enumerator.ContinuousEtlSplitEnumerator;
import org.etwflow.source.enumerator.EtlEnumeratorState;
import org.etwflow.source.enumerator.EtlEnumeratorStateSerializer;
import org.etwflow.source.enumerator.ScanPhase;
import org.etwflow.source.enumerator.StaticEtlSplitEnumerator;
import org.etwflow.source.file.StorageRequests;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.reader.EtlSourceReader;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.EtlSplitSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Source of event traces from any of Flink's file systems. For the TCP sends in a folder of traces:
 *
 * <pre>{@code
 * EtlSource<SendIPV4> source =
 *     EtlSource.<SendIPV4>builder()
 *         .setInputs("/traces")
 *         .setDeserializer(new SendIPV4Schema())
 *         .build();
 * DataStream<SendIPV4> sends = env.fromSource(source, WatermarkStrategy.noWatermarks(), "sends");
 * }</pre>
 *
 * <p>Each element has its event time, and the source emits watermarks. For closed files they are
 * exact: no element is late. Elements may be one reused mutable instance, as Flink permits: copy
 * elements that are kept, unless {@code pipeline.object-reuse} is off. Damage never fails a job:
 * places that cannot be read are logged with file and offset, and counted, like malformed records,
 * in the metric {@code numRecordsInErrors}. A lasting error of a file system does: see {@link
 * StorageErrors}.
 *
 * @param <T> type of the elements
 */
@PublicEvolving
public final class EtlSource<T>
    implements Source<T, EtlSplit, EtlEnumeratorState>, ResultTypeQueryable<T> {

  private static final long serialVersionUID = 1L;

  private final EtlDeserializationSchema<T> schema;
  private final List<String> inputs;
  private final HostNaming hostNaming;
  private final SplitSize splitSize;

  /** Null if the inputs are closed files. */
  private final @Nullable ContinuousMonitoring following;

  private final boolean withProcesses;
  private final boolean withEventTime;
  private final int maxExpansion;
  private final TraceInput input;

  EtlSource(
      final EtlDeserializationSchema<T> schema,
      final List<String> inputs,
      final HostNaming hostNaming,
      final SplitSize splitSize,
      final @Nullable ContinuousMonitoring following,
      final boolean withProcesses,
      final boolean withEventTime,
      final int maxExpansion,
      final StorageErrors storageErrors) {
    this.schema = schema;
    this.inputs = List.copyOf(inputs);
    this.hostNaming = hostNaming;
    this.splitSize = splitSize;
    this.following = following;
    this.withProcesses = withProcesses;
    this.withEventTime = withEventTime;
    this.maxExpansion = maxExpansion;
    this.input = new TraceInput(new StorageRequests(storageErrors));
  }

  /** Creates a builder. */
  public static <T> EtlSourceBuilder<T> builder() {
    return new EtlSourceBuilder<>();
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
        InstantiationUtil.clone(schema), withProcesses, input, maxExpansion, context);
  }

  @Override
  public SplitEnumerator<EtlSplit, EtlEnumeratorState> createEnumerator(
      final SplitEnumeratorContext<EtlSplit> context) {
    return restoreEnumerator(context, EtlEnumeratorState.INITIAL);
  }

  @Override
  public SplitEnumerator<EtlSplit, EtlEnumeratorState> restoreEnumerator(
      final SplitEnumeratorContext<EtlSplit> context, final EtlEnumeratorState state) {
    final SplitPlanner planner = new SplitPlanner(hostNaming, splitSize, withEventTime, planned());
    final ScanPhase scan =
        withProcesses ? ScanPhase.ofProcesses(context, state.scan()) : ScanPhase.none(state.scan());
    return following == null
        ? new StaticEtlSplitEnumerator(context, inputs, planner, scan, state)
        : new ContinuousEtlSplitEnumerator(
            context, inputs, planner, following, scan, Clock.systemUTC(), state);
  }

  /** Many files may be refused for the same reason: closed ones are all planned at once. */
  private TraceInput planned() {
    return following == null ? new TraceInput(input.requests().sharingTime()) : input;
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
