package org.etwflow.cli;

import java.util.Iterator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts a list of names of statistics groups. */
final class StatisticsConverter implements ITypeConverter<SelectedStatistics> {

  /** The valid names, for the help. */
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
