package org.etwflow.flow.row;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.etwflow.flow.key.KeyColumn;

/**
 * The numbers of a row by their names: all that {@link FlowStatistics} has, but those of keys and
 * the rank, which comes of them.
 */
public final class Statistics {

  private static final String RANK = "rank";

  private static final Map<String, Method> ACCESSORS = accessors();

  private Statistics() {}

  private static Map<String, Method> accessors() {
    final Map<String, Method> accessors = new LinkedHashMap<>();
    for (final RecordComponent component : FlowStatistics.class.getRecordComponents()) {
      if (isNumber(component) && !isKey(component) && !component.getName().equals(RANK)) {
        accessors.put(component.getName(), component.getAccessor());
      }
    }
    return accessors;
  }

  private static boolean isNumber(final RecordComponent component) {
    final Class<?> boxed = MethodType.methodType(component.getType()).wrap().returnType();
    return Number.class.isAssignableFrom(boxed);
  }

  private static boolean isKey(final RecordComponent component) {
    return Arrays.stream(KeyColumn.values())
        .anyMatch(column -> column.columnName().equals(component.getName()));
  }

  /** The names, in the order of a row's columns. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(ACCESSORS.keySet());
  }

  /**
   * A statistic of a row; null if it could not be measured.
   *
   * @param name one of {@link #names()}
   */
  public static Number value(final FlowStatistics row, final String name) {
    try {
      return (Number) ACCESSORS.get(name).invoke(row);
    } catch (final IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
