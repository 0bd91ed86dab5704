package org.etwflow.sink;

import java.util.List;
import java.util.stream.Collectors;

/** The text formats of rows. */
public enum RowFormat {
  /** Comma-separated, RFC 4180, with a header; lines end in a line feed. */
  CSV("csv") {
    @Override
    String header(final List<? extends Column<?>> columns) {
      return columns.stream().map(Column::name).collect(Collectors.joining(",", "", "\n"));
    }
  },
  /** A JSON object in each line. */
  JSONL("jsonl") {
    @Override
    String header(final List<? extends Column<?>> columns) {
      return "";
    }
  };

  private final String extension;

  RowFormat(final String extension) {
    this.extension = extension;
  }

  /** Of file names, without the dot. */
  public String extension() {
    return extension;
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return extension;
  }

  /** What a file begins with. */
  abstract String header(List<? extends Column<?>> columns);
}
