package org.etwflow.cli;

import org.etwflow.flow.key.Grouping;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the name of a grouping. */
final class GroupingConverter implements ITypeConverter<Grouping> {

  @Override
  public Grouping convert(final String name) {
    try {
      return Grouping.parse(name);
    } catch (final IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
