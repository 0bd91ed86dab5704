package org.etwflow.cli;

import org.etwflow.flow.window.Windowing;
import picocli.CommandLine.ITypeConverter;

/** Converts the length of tumbling windows, or {@code whole} for one window over the whole run. */
final class WindowConverter implements ITypeConverter<Windowing> {

  private static final String WHOLE = "whole";

  @Override
  public Windowing convert(final String text) {
    return text.equals(WHOLE)
        ? new Windowing.WholeRun()
        : new Windowing.Tumbling(new DurationConverter().convert(text));
  }
}
