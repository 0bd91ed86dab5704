package org.etwflow.sink;

import java.util.Locale;

/** File formats of rows. */
public enum RowFormat {
  /** Comma-separated values, RFC 4180, with a header; lines end in a line feed. */
  CSV,
  /** JSON lines: an object in each line. */
  JSONL,
  /** Apache Parquet, compressed. */
  PARQUET;

  /** Whether rows are lines of text, which can be printed. */
  public boolean isText() {
    return this != PARQUET;
  }

  /** Extension of file names, without the dot. */
  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return extension();
  }
}
