package org.etwflow.cli;

import org.etwflow.flow.accumulator.SelectedStatistics;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Groups of statistics by their names. */
final class StatisticsConverter implements ITypeConverter<SelectedStatistics> {

  @Override
  public SelectedStatistics convert(final String names) {
    try {
      return SelectedStatistics.parse(names);
    } catch (final IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
