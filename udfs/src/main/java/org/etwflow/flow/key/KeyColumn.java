package org.etwflow.flow.key;

import org.apache.flink.annotation.Internal;

/** A column that a row can be grouped by. */
@Internal
public enum KeyColumn {
  PROCESS_ID("processId"),
  PROCESS_NAME("processName"),
  LOCAL_ADDRESS("localAddress"),
  LOCAL_PORT("localPort"),
  REMOTE_ADDRESS("remoteAddress"),
  REMOTE_PORT("remotePort");

  private final String columnName;

  KeyColumn(final String columnName) {
    this.columnName = columnName;
  }

  /** As it stands in a row. */
  public String columnName() {
    return columnName;
  }
}
