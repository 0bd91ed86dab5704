package org.etwflow.sink;

import java.util.List;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.formats.parquet.ParquetWriterFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.etwflow.column.Column;

/**
 * Opens Parquet files for rows. Hadoop is not required, although Parquet's API names its {@code
 * Configuration}: Parquet's own configuration and codec are set here.
 */
final class ParquetRows {

  /** Bytes that a task buffers before it writes a row group: about a million events. */
  static final long ROW_GROUP_SIZE = 16L << 20;

  private ParquetRows() {}

  static <R> BulkWriter.Factory<R> writers(final List<Column<R>> columns) {
    final List<Column<R>> shipped = List.copyOf(columns);
    return new ParquetWriterFactory<>(file -> new Builder<>(file, shipped).build());
  }

  private static final class Builder<R> extends ParquetWriter.Builder<R, Builder<R>> {

    private final List<Column<R>> columns;

    Builder(final OutputFile file, final List<Column<R>> columns) {
      super(file);
      this.columns = columns;
      withConf(new PlainParquetConfiguration());
      withCompressionCodec(CompressionCodecName.SNAPPY);
      withCodecFactory(new SnappyCodec());
      withRowGroupSize(ROW_GROUP_SIZE);
    }

    @Override
    protected Builder<R> self() {
      return this;
    }

    @Override
    @Deprecated
    protected WriteSupport<R> getWriteSupport(final Configuration configuration) {
      return new ParquetRowSupport<>(columns);
    }

    @Override
    protected WriteSupport<R> getWriteSupport(final ParquetConfiguration configuration) {
      return new ParquetRowSupport<>(columns);
    }
  }
}
