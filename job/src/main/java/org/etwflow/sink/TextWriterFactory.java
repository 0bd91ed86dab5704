package org.etwflow.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.etwflow.column.Column;

/**
 * Opens text files for rows.
 *
 * @param <R> type of the rows
 */
final class TextWriterFactory<R> implements BulkWriter.Factory<R> {

  private static final long serialVersionUID = 1L;

  private final RowFormat format;
  private final List<Column<R>> columns;

  TextWriterFactory(final RowFormat format, final List<Column<R>> columns) {
    this.format = format;
    this.columns = List.copyOf(columns);
  }

  @Override
  public BulkWriter<R> create(final FSDataOutputStream out) throws IOException {
    out.write(header().getBytes(StandardCharsets.UTF_8));
    return create((OutputStream) out);
  }

  /** The header line of a file; empty if the format has none. */
  String header() {
    return format == RowFormat.CSV
        ? columns.stream().map(Column::name).collect(Collectors.joining(",", "", "\n"))
        : "";
  }

  /** Creates a writer that writes no header. */
  TextWriter<R> create(final OutputStream out) throws IOException {
    return new TextWriter<>(
        format == RowFormat.CSV ? csvGenerator(out) : jsonGenerator(out), columns);
  }

  private JsonGenerator csvGenerator(final OutputStream out) throws IOException {
    final CsvSchema.Builder schema = CsvSchema.builder().setLineSeparator('\n');
    columns.forEach(column -> schema.addColumn(column.name()));
    final JsonGenerator generator =
        CsvFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            // Without it, Jackson quotes every long text.
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .build()
            .createGenerator(out);
    generator.setSchema(schema.build());
    return generator;
  }

  private static JsonGenerator jsonGenerator(final OutputStream out) throws IOException {
    final JsonGenerator generator =
        JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build()
            .createGenerator(out);
    generator.setPrettyPrinter(new LinePrinter());
    return generator;
  }

  /** Ends each row with a line feed, including the last one, so that files can be joined. */
  private static final class LinePrinter extends MinimalPrettyPrinter {

    private static final long serialVersionUID = 1L;

    LinePrinter() {
      super("");
    }

    @Override
    public void writeEndObject(final JsonGenerator generator, final int fields) throws IOException {
      super.writeEndObject(generator, fields);
      generator.writeRaw('\n');
    }
  }
}
