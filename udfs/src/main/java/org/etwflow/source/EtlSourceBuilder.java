package org.etwflow.source;

import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;
import org.etwflow.etl.BufferReader;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.config.StorageErrors;
import org.jspecify.annotations.Nullable;

/**
 * Builder of an {@link EtlSource}. Inputs and a deserializer are required; all other settings have
 * defaults:
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
  private @Nullable EtlDeserializationSchema<T> deserializer;
  private HostNaming hostNaming = new HostNaming.OneMachine();
  private SplitSize splitSize = SplitSize.BY_TRACE;

  /** Null if the inputs are closed files. */
  private @Nullable ContinuousMonitoring monitoring;

  private boolean withProcesses;
  private boolean withEventTime = true;
  private int maxExpansion = BufferReader.DEFAULT_MAX_EXPANSION;
  private StorageErrors storageErrors = StorageErrors.DEFAULT;

  EtlSourceBuilder() {}

  /**
   * Sets the inputs: files, folders with all their subfolders, and globs, on any of Flink's file
   * systems. Required.
   *
   * <pre>{@code
   * builder.setInputs("/traces/desk7.etl", "hdfs:///traces", "s3://bucket/fleet/*.etl");
   * }</pre>
   *
   * @param paths at least one
   */
  public EtlSourceBuilder<T> setInputs(final String... paths) {
    return setInputs(List.of(paths));
  }

  /** Sets the inputs, as {@link #setInputs(String...)} does. */
  public EtlSourceBuilder<T> setInputs(final List<String> paths) {
    inputs = List.copyOf(paths);
    return this;
  }

  /**
   * Sets the schema that turns buffers into elements. Required. Each reader has a copy of it.
   *
   * <pre>{@code
   * builder.setDeserializer(new SendIPV4Schema());
   * }</pre>
   *
   * @param schema for TCP sends over IPv4 a {@link org.etwflow.event.SendIPV4Schema}, for other
   *     events one derived from {@link org.etwflow.event.RecordSchema}
   */
  public EtlSourceBuilder<T> setDeserializer(final EtlDeserializationSchema<T> schema) {
    deserializer = schema;
    return this;
  }

  /**
   * Sets how the host of a trace is named, since a trace does not contain its name. By default all
   * traces are of one host. Traces of the same host share their processes, and a trace whose
   * records are all part of another one is not counted.
   *
   * <pre>{@code
   * // /traces/desk7/kernel.etl is of desk7.
   * builder.setHostNaming(new HostNaming.Folder());
   * }</pre>
   */
  public EtlSourceBuilder<T> setHostNaming(final HostNaming naming) {
    hostNaming = naming;
    return this;
  }

  /**
   * Sets the size of splits, the parts of a trace that readers take in turn. A buffer is never
   * divided. By default a split is a 32nd of its trace, between 4 and 64 MiB, and 256 MiB on object
   * stores.
   *
   * <pre>{@code
   * builder.setSplitSize(16 << 20);
   * }</pre>
   *
   * @param bytes at least 1
   */
  public EtlSourceBuilder<T> setSplitSize(final long bytes) {
    splitSize = SplitSize.of(bytes);
    return this;
  }

  /**
   * Keeps reading files while they grow, and discovers new ones. The source ends only if all inputs
   * are files, and all of their sessions are closed. For example {@code monitorContinuously(new
   * ContinuousMonitoring(Duration.ofSeconds(10), Duration.ofMinutes(1)))}.
   *
   * <p>The discovery interval is 500 ms by default. Set a longer one if listing files is slow:
   * {@code settings.withDiscoveryInterval(Duration.ofSeconds(5))}.
   */
  public EtlSourceBuilder<T> monitorContinuously(final ContinuousMonitoring settings) {
    monitoring = settings;
    return this;
  }

  /**
   * Passes the processes of the host to a {@link org.etwflow.process.ProcessAwareSchema}: all
   * processes in the traces, in whatever order their records are. For this, the source reads each
   * trace twice. With continuous monitoring, processes are known from the moment their records are
   * read.
   *
   * <pre>{@code
   * builder.setDeserializer(new MyProcessAwareSchema()).withProcesses();
   * }</pre>
   */
  public EtlSourceBuilder<T> withProcesses() {
    withProcesses = true;
    return this;
  }

  /**
   * Omits the bounds of event time, for jobs in batch mode, which ignore watermarks. Files on HDFS
   * are then read once, without reading the headers of all buffers before.
   *
   * <pre>{@code
   * builder.withoutEventTime();
   * }</pre>
   */
  public EtlSourceBuilder<T> withoutEventTime() {
    withEventTime = false;
    return this;
  }

  /**
   * Sets the maximum ratio of the expanded size of a compressed buffer or packed file to its stored
   * size. Anything that expands further is reported and not read, since a malicious file of a
   * megabyte could take minutes.
   *
   * <pre>{@code
   * builder.setMaxExpansion(5_000);
   * }</pre>
   *
   * @param ratio at least 1; {@value BufferReader#DEFAULT_MAX_EXPANSION} by default
   */
  public EtlSourceBuilder<T> setMaxExpansion(final int ratio) {
    maxExpansion = ratio;
    return this;
  }

  /**
   * Sets how long failed requests to a file system are repeated, and whether an error that lasts
   * fails the job. By default they are repeated for a minute, and then the job fails.
   *
   * <pre>{@code
   * builder.setStorageErrors(
   *     new StorageErrors(Duration.ofMinutes(5), StorageErrors.Reaction.SKIP));
   * }</pre>
   *
   * <p>Local files are not concerned: a local file that cannot be read is reported.
   */
  public EtlSourceBuilder<T> setStorageErrors(final StorageErrors settings) {
    storageErrors = settings;
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
        withEventTime,
        maxExpansion,
        storageErrors);
  }
}
