package org.etwflow.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.etwflow.column.Column;
import org.etwflow.column.ColumnType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Joining of parts into one file. */
class RowFilesTest {

  private static final List<Column<String>> COLUMNS =
      List.of(
          Column.required("a", ColumnType.TEXT, row -> row),
          Column.optional("b", ColumnType.TEXT, row -> row));

  private static final RowFiles<String> CSV = new RowFiles<>(RowFormat.CSV, COLUMNS);
  private static final RowFiles<String> JSONL = new RowFiles<>(RowFormat.JSONL, COLUMNS);
  private static final RowFiles<String> PARQUET = new RowFiles<>(RowFormat.PARQUET, COLUMNS);

  @TempDir private Path folder;

  private Path parts;
  private Path file;

  @BeforeEach
  void makeFolders() throws IOException {
    parts = Files.createDirectory(folder.resolve("parts"));
    file = folder.resolve("rows");
  }

  private void part(final String name, final String content) throws IOException {
    Files.writeString(parts.resolve(name), content);
  }

  @Test
  void join_noParts_writesHeaderOnly() throws IOException {
    CSV.join(parts, file);
    assertThat(file).hasContent("a,b\n");

    JSONL.join(parts, folder.resolve("other"));
    assertThat(folder.resolve("other")).isEmptyFile();
  }

  @Test
  void join_noFolder_writesHeaderOnly() throws IOException {
    CSV.join(folder.resolve("absent"), file);

    assertThat(file).hasContent("a,b\n");
  }

  @Test
  void join_onePart_isTheFile() throws IOException {
    part("1", "a,b\nx,x\ny,y\n");
    CSV.join(parts, file);

    assertThat(Files.readString(file)).isEqualTo("a,b\nx,x\ny,y\n");
  }

  @Test
  void join_severalParts_haveOneHeaderAndOrderOfNames() throws IOException {
    part("part-2", "a,b\nz,z\n");
    part("part-0", "a,b\nx,x\ny,y\n");
    part("part-1", "a,b\n");
    CSV.join(parts, file);

    assertThat(Files.readString(file)).isEqualTo("a,b\nx,x\ny,y\nz,z\n");
  }

  @Test
  void join_jsonParts_haveOneLinePerRow() throws IOException {
    part("1", RowTexts.text(RowFormat.JSONL, COLUMNS, List.of("x", "y")));
    part("2", RowTexts.text(RowFormat.JSONL, COLUMNS, List.of("z")));
    JSONL.join(parts, file);

    assertThat(Files.readString(file))
        .isEqualTo(
            """
            {"a":"x","b":"x"}
            {"a":"y","b":"y"}
            {"a":"z","b":"z"}
            """);
  }

  private static List<String> parquetRows(final Path file) {
    return StoredRows.lines(file, RowFormat.PARQUET, COLUMNS);
  }

  private void parquetPart(final String name, final String... rows) throws IOException {
    final Path part = parts.resolve(name);
    try (FSDataOutputStream out = new LocalDataOutputStream(part.toFile())) {
      final BulkWriter<String> writer = PARQUET.writers().create(out);
      for (final String row : rows) {
        writer.addElement(row);
      }
      writer.finish();
    }
  }

  @Test
  void join_noParquetParts_writesColumnsOnly() throws IOException {
    PARQUET.join(folder.resolve("absent"), file);

    assertThat(parquetRows(file)).isEmpty();
    assertThat(StoredRows.parquetSchema(file))
        .containsExactly("a VARCHAR REQUIRED", "b VARCHAR OPTIONAL");
  }

  @Test
  void join_parquetParts_haveAllRowsInOrderOfNames() throws IOException {
    parquetPart("part-2", "z");
    parquetPart("part-0", "x", "y");
    parquetPart("part-1");
    PARQUET.join(parts, file);

    assertThat(parquetRows(file)).containsExactly("x,x", "y,y", "z,z");
  }

  @Test
  void join_leavesNoOtherFiles() throws IOException {
    part("1", "a,b\nx,x\n");
    CSV.join(parts, file);

    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file) && !path.equals(parts));
  }

  @Test
  void join_existingFile_isNotOverwritten() throws IOException {
    Files.writeString(file, "old");
    part("1", "a,b\nx,x\n");

    assertThatThrownBy(() -> CSV.join(parts, file)).isInstanceOf(IOException.class);
    assertThat(file).hasContent("old");
  }

  @Test
  void join_damagedPart_fails() throws IOException {
    part("1", "a,b\nx,x\n");
    part("2", "a");

    assertThatThrownBy(() -> CSV.join(parts, file)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PARQUET.join(parts, folder.resolve("other"))).isNotNull();
  }
}
