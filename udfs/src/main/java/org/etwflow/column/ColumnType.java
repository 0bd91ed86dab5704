package org.etwflow.column;

import org.apache.flink.annotation.Internal;

/** Types of column values. */
@Internal
public enum ColumnType {
  /** A String. */
  TEXT,
  /** An Integer, 0 to 65,535. */
  UINT16,
  /** A Long, 0 to 2^32 - 1. */
  UINT32,
  /** A Long or an Integer. */
  INT64,
  /** A Double. */
  DOUBLE,
  /** A Boolean. */
  BOOLEAN,
  /** An Instant: a multiple of 100 ns in the years 1601 to 9999. */
  TIME
}
