package org.etwflow.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.etwflow.column.Column;

/**
 * Files of one kind of rows. Each task of a job writes part files, which are joined into one file
 * on one machine.
 *
 * @param format format of the files
 * @param columns columns of the rows
 * @param <R> type of the rows
 */
public record RowFiles<R>(RowFormat format, List<Column<R>> columns) {

  /**
   * Creates a sink that writes each row exactly once.
   *
   * @param folder folder of the part files, on any of Flink's file systems
   */
  public Sink<R> sink(final org.apache.flink.core.fs.Path folder) {
    return FileSink.forBulkFormat(folder, writers())
        .withBucketAssigner(new BasePathBucketAssigner<>())
        .withOutputFileConfig(
            OutputFileConfig.builder().withPartSuffix('.' + format.extension()).build())
        .build();
  }

  BulkWriter.Factory<R> writers() {
    return format.isText()
        ? new TextWriterFactory<>(format, columns)
        : ParquetRows.writers(columns);
  }

  /**
   * Joins the part files into one file.
   *
   * @param folder folder of the part files; a missing folder counts as empty
   * @param file file to create; it is incomplete if this method throws
   */
  public void join(final Path folder, final Path file) throws IOException {
    final List<Path> parts = parts(folder);
    if (format.isText()) {
      TextParts.join(parts, new TextWriterFactory<>(format, columns).header(), file);
    } else {
      ParquetParts.join(parts, ParquetSchema.of(columns), file);
    }
  }

  private static List<Path> parts(final Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> parts = Files.list(folder)) {
      return parts.sorted().toList();
    }
  }
}
