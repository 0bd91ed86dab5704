package org.etwflow.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;

/** Joins Parquet files into one by copying their row groups. */
final class ParquetParts {

  /** Size of the end of a file: the length of the footer, and a magic number of four letters. */
  private static final int END_SIZE = 8;

  private ParquetParts() {}

  static void join(final List<Path> parts, final MessageType schema, final Path file)
      throws IOException {
    try (ParquetFileWriter out = writer(schema, file)) {
      out.start();
      for (final Path part : parts) {
        append(part, out);
      }
      out.end(Map.of());
    }
  }

  private static ParquetFileWriter writer(final MessageType schema, final Path file)
      throws IOException {
    return new ParquetFileWriter(
        new LocalOutputFile(file),
        schema,
        ParquetFileWriter.Mode.CREATE,
        ParquetRows.ROW_GROUP_SIZE,
        0,
        null,
        ParquetProperties.builder().build());
  }

  private static void append(final Path part, final ParquetFileWriter out) throws IOException {
    try (LocalPart in = LocalPart.open(part)) {
      out.appendRowGroups(in, footer(in).getBlocks(), false);
    }
  }

  /** Reads the footer without Parquet's file reader, which requires Hadoop. */
  private static ParquetMetadata footer(final LocalPart in) throws IOException {
    final long end = in.size() - END_SIZE;
    in.seek(end);
    in.seek(end - BytesUtils.readIntLittleEndian(in));
    return new ParquetMetadataConverter()
        .readParquetMetadata(in, ParquetMetadataConverter.NO_FILTER);
  }
}
