package org.etwflow.source;

import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;
import org.etwflow.etl.BufferReader;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;

/**
 * Builder of an {@link EtlSource}. Inputs and a deserializer are required, all else has a default:
 *
 * <pre>{@code
 * EtlSource<SendIPV4> source =
 *     EtlSource.<SendIPV4>builder()
 *         .setInputs("/traces", "s3://bucket/fleet/*.etl")
 *         .setDeserializer(new SendIPV4Schema())
 *         .setHostNaming(new HostNaming.Folder())
 *         .build();
 * }</pre>
 *
 * @param <T> type of the elements
 */
@PublicEvolving
public final class EtlSourceBuilder<T> {

  private List<String> inputs = List.of();
  private EtlDeserializationSchema<T> deserializer;
  private HostNaming hostNaming = new HostNaming.OneMachine();
  private SplitSize splitSize = SplitSize.BY_TRACE;

  /** Null if the inputs are closed files. */
  private ContinuousMonitoring monitoring;

  private boolean withProcesses;
  private int maxExpansion = BufferReader.DEFAULT_MAX_EXPANSION;

  EtlSourceBuilder() {}

  /**
   * Sets what is read: files, folders with all below them, and globs, on any of Flink's file
   * systems. For example {@code setInputs("/traces/desk7.etl", "hdfs:///traces")}.
   */
  public EtlSourceBuilder<T> setInputs(final String... paths) {
    return setInputs(List.of(paths));
  }

  /** Sets what is read, as {@link #setInputs(String...)} does. */
  public EtlSourceBuilder<T> setInputs(final List<String> paths) {
    inputs = List.copyOf(paths);
    return this;
  }

  /**
   * Sets the schema that turns buffers into elements; each reader has a copy. For example {@code
   * setDeserializer(new SendIPV4Schema())}.
   */
  public EtlSourceBuilder<T> setDeserializer(final EtlDeserializationSchema<T> schema) {
    deserializer = schema;
    return this;
  }

  /**
   * Sets which machine a trace is from. All are of one, unless it is set. For example {@code
   * setHostNaming(new HostNaming.Folder())} for {@code /traces/desk7/kernel.etl} of desk7.
   */
  public EtlSourceBuilder<T> setHostNaming(final HostNaming naming) {
    hostNaming = naming;
    return this;
  }

  /**
   * Sets the size of splits, in bytes: a buffer is never cut. It depends on the size of the trace,
   * between 4 and 64 MiB, unless it is set. For example {@code setSplitSize(16 << 20)}.
   *
   * @param bytes at least 1
   */
  public EtlSourceBuilder<T> setSplitSize(final long bytes) {
    splitSize = SplitSize.of(bytes);
    return this;
  }

  /**
   * Goes on reading files while they grow, and looks for new ones. The source ends only if all
   * inputs are files, and all of their sessions are closed. For example {@code
   * monitorContinuously(new ContinuousMonitoring(Duration.ofSeconds(10), Duration.ofMinutes(1)))}.
   *
   * <p>It looks every 500 ms, unless the settings have another interval, such as {@code
   * settings.withDiscoveryInterval(Duration.ofSeconds(5))} where looking is slow.
   */
  public EtlSourceBuilder<T> monitorContinuously(final ContinuousMonitoring settings) {
    monitoring = settings;
    return this;
  }

  /**
   * Gives a {@link org.etwflow.process.ProcessAwareSchema} the processes of the machine: all that
   * the traces tell of, whatever their order. Each trace is read twice for it. Where files are
   * monitored, what a trace tells later is not known yet.
   */
  public EtlSourceBuilder<T> withProcesses() {
    withProcesses = true;
    return this;
  }

  /**
   * Sets how many times its size in the file a compressed buffer may decompress to, and all that is
   * unpacked of a packed file. What would expand further is reported and not read, since a hostile
   * file of a megabyte could take minutes. For example {@code setMaxExpansion(5_000)}.
   *
   * @param ratio at least 1; {@value BufferReader#DEFAULT_MAX_EXPANSION} unless it is set
   */
  public EtlSourceBuilder<T> setMaxExpansion(final int ratio) {
    maxExpansion = ratio;
    return this;
  }

  /**
   * Builds the source.
   *
   * @throws IllegalStateException if there are no inputs
   * @throws NullPointerException if there is no deserializer
   */
  public EtlSource<T> build() {
    if (inputs.isEmpty()) {
      throw new IllegalStateException("a source needs inputs: call setInputs");
    }
    return new EtlSource<>(
        Objects.requireNonNull(deserializer, "a source needs a schema: call setDeserializer"),
        inputs,
        hostNaming,
        splitSize,
        monitoring,
        withProcesses,
        maxExpansion);
  }
}
