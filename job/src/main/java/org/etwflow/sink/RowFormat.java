package org.etwflow.sink;

import java.util.Locale;

/** The formats of files of rows. */
public enum RowFormat {
  /** Comma-separated, RFC 4180, with a header; lines end in a line feed. */
  CSV,
  /** A JSON object in each line. */
  JSONL,
  /** Apache Parquet: columns with types, compressed. */
  PARQUET;

  /** Whether rows are lines of text, so that they can be printed. */
  public boolean isText() {
    return this != PARQUET;
  }

  /** Of file names, without the dot. */
  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return extension();
  }
}
