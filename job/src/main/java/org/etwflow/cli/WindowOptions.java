package org.etwflow.cli;

import java.time.Duration;
import org.etwflow.flow.window.Windowing;
import picocli.CommandLine.Option;

/** The options that together say which stretches of time rows are about. */
final class WindowOptions {

  private static final Windowing DEFAULT = new Windowing.Tumbling(Duration.ofSeconds(10));

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      converter = WindowConverter.class,
      description =
          "Length of the windows, which are aligned to the Unix epoch: 500ms, 10s, 5min, 1h;"
              + " or whole: one row for each flow. Default: 10s")
  private Windowing window;

  @Option(
      names = "--slide",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Windows overlap: one begins so often.")
  private Duration slide;

  @Option(
      names = "--cumulate",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Windows grow: so often there is a row of all since their start.")
  private Duration cumulate;

  @Option(
      names = "--session",
      paramLabel = "GAP",
      converter = DurationConverter.class,
      description = "In place of --window: a flow's window ends when it has not sent for so long.")
  private Duration session;

  /**
   * What was chosen.
   *
   * @throws IllegalArgumentException if options exclude each other, with a message for a person
   */
  Windowing windowing() {
    check(slide == null || cumulate == null, "--slide and --cumulate: give one of them");
    if (session != null) {
      check(window == null, "--session and --window: give one of them");
      check(!isDivided(), "--session has windows of no fixed length: leave out " + division());
      return new Windowing.Session(session);
    }
    final Windowing chosen = window == null ? DEFAULT : window;
    return isDivided() ? divided(chosen) : chosen;
  }

  private Windowing divided(final Windowing chosen) {
    if (!(chosen instanceof Windowing.Tumbling tumbling)) {
      throw new IllegalArgumentException(
          division() + " needs the length of windows: write --window 10s, for example");
    }
    return slide == null
        ? new Windowing.Cumulative(tumbling.length(), cumulate)
        : new Windowing.Sliding(tumbling.length(), slide);
  }

  private boolean isDivided() {
    return slide != null || cumulate != null;
  }

  private String division() {
    return slide == null ? "--cumulate" : "--slide";
  }

  private static void check(final boolean holds, final String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
