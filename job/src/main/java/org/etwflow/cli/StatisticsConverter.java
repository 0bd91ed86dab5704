package org.etwflow.cli;

import java.util.Iterator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Groups of statistics by their names. */
final class StatisticsConverter implements ITypeConverter<SelectedStatistics> {

  /** For the help. */
  static final class Names implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return SelectedStatistics.names().iterator();
    }
  }

  @Override
  public SelectedStatistics convert(final String names) {
    try {
      return SelectedStatistics.parse(names);
    } catch (final IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
