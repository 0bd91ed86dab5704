package org.etwflow.flow.key;

/** A column that a row can be grouped by. */
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
