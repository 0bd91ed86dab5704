package org.etwflow.flow.key;

import static org.etwflow.column.ColumnType.TEXT;
import static org.etwflow.column.ColumnType.UINT16;
import static org.etwflow.column.ColumnType.UINT32;

import java.util.function.BiFunction;
import org.apache.flink.annotation.Internal;
import org.etwflow.column.ColumnType;
import org.etwflow.event.Protocol;

/** Columns that rows can be grouped by, in the order of a row. */
@Internal
public enum KeyColumn {
  PROTOCOL("protocol", TEXT, false, (grouping, key) -> Protocol.of(key.protocol()).toString()),
  PROCESS_ID("processId", UINT32, false, (grouping, key) -> key.processId()),
  PROCESS_NAME("processName", TEXT, true, (grouping, key) -> key.processName()),
  LOCAL_ADDRESS("localAddress", TEXT, false, Grouping::localAddress),
  LOCAL_PORT("localPort", UINT16, false, (grouping, key) -> key.localPort()),
  REMOTE_ADDRESS("remoteAddress", TEXT, false, Grouping::remoteAddress),
  REMOTE_PORT("remotePort", UINT16, false, (grouping, key) -> key.remotePort());

  private final String columnName;
  private final ColumnType type;
  private final boolean isOptional;

  // Its function has no state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final BiFunction<Grouping, FlowKey, Object> value;

  KeyColumn(
      final String columnName,
      final ColumnType type,
      final boolean isOptional,
      final BiFunction<Grouping, FlowKey, Object> value) {
    this.columnName = columnName;
    this.type = type;
    this.isOptional = isOptional;
    this.value = value;
  }

  /** Name of the column in rows. */
  public String columnName() {
    return columnName;
  }

  /** Type of the values. */
  public ColumnType type() {
    return type;
  }

  /** Whether keys may have no value in this column. */
  public boolean isOptional() {
    return isOptional;
  }

  /**
   * Returns the value of a key as it appears in rows.
   *
   * @param grouping a grouping that has this column
   */
  public Object value(final Grouping grouping, final FlowKey key) {
    return value.apply(grouping, key);
  }
}
