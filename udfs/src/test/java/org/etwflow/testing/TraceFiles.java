package org.etwflow.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.flink.util.Collector;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.event.RecordSchema;

/** Plain reading of whole traces, without a source or a job. */
public final class TraceFiles {

  private TraceFiles() {}

  public static byte[] bytes(final Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Trace trace(final byte[] file) {
    try {
      return new Trace(
          "test.etl",
          null,
          file.length,
          LogHeader.parse(file, Math.min(file.length, LogHeader.BYTES_NEEDED)));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Passes each buffer to a consumer; it is reused for the next one. */
  public static void forEachBuffer(final byte[] file, final Consumer<EtlBuffer> consumer) {
    try {
      final BufferReader reader =
          BufferReader.of(trace(file), new ByteArrayInputStream(file), 0, file.length);
      final EtlBuffer buffer = new EtlBuffer();
      while (reader.read(buffer)) {
        consumer.accept(buffer);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads all events of a file, in file order. The schema must create an instance for each. */
  public static <T> List<T> events(final byte[] file, final RecordSchema<T> schema) {
    return events(file, schema, UnaryOperator.identity());
  }

  /** Reads copies of all events of a file, in file order. */
  public static <T> List<T> events(
      final byte[] file, final RecordSchema<T> schema, final UnaryOperator<T> copy) {
    final List<T> events = new ArrayList<>();
    open(schema);
    forEachBuffer(file, buffer -> schema.deserialize(buffer, copiesTo(events, copy)));
    return events;
  }

  /** Returns a collector that copies events into a list, for schemas that reuse one instance. */
  public static <T> Collector<T> copiesTo(final List<T> events, final UnaryOperator<T> copy) {
    return new Collector<>() {
      @Override
      public void collect(final T event) {
        events.add(copy.apply(event));
      }

      @Override
      public void close() {}
    };
  }

  public static void open(final RecordSchema<?> schema) {
    try {
      schema.open(null);
    } catch (final Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a copy with other bytes at an offset. */
  public static byte[] overwritten(final byte[] file, final int offset, final byte... by) {
    final byte[] copy = file.clone();
    System.arraycopy(by, 0, copy, offset, by.length);
    return copy;
  }

  /** Returns the first bytes. */
  public static byte[] cut(final byte[] file, final int length) {
    return Arrays.copyOf(file, length);
  }
}
