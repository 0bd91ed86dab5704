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
import org.apache.flink.api.common.functions.util.ListCollector;
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
    final List<T> events = new ArrayList<>();
    open(schema);
    forEachBuffer(file, buffer -> schema.deserialize(buffer, new ListCollector<>(events)));
    return events;
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
