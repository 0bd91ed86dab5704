package org.etwflow.cli;

import java.time.Duration;
import org.etwflow.flow.window.Windowing;
import picocli.CommandLine.Option;

/** Options of the windows. */
final class WindowOptions {

  private static final Windowing DEFAULT = new Windowing.Tumbling(Duration.ofSeconds(10));

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      converter = WindowConverter.class,
      description =
          "Length of the windows, which are aligned to the Unix epoch: 500ms, 10s, 5min or 1h, for"
              + " example; or whole: one window over the whole run. Default: 10s")
  private Windowing window;

  @Option(
      names = "--slide",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Start a window every DURATION (sliding windows).")
  private Duration slide;

  @Option(
      names = "--cumulate",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Emit the running total of a window every DURATION (cumulative windows).")
  private Duration cumulate;

  @Option(
      names = "--session",
      paramLabel = "GAP",
      converter = DurationConverter.class,
      description =
          "In place of --window: close a flow's window after GAP without events (session windows).")
  private Duration session;

  /**
   * The chosen windows.
   *
   * @throws IllegalArgumentException if options exclude each other
   */
  Windowing windowing() {
    check(slide == null || cumulate == null, "--slide and --cumulate exclude each other");
    if (session != null) {
      check(window == null, "--session and --window exclude each other");
      check(!isDivided(), "--session and " + division() + " exclude each other");
      return new Windowing.Session(session);
    }
    final Windowing chosen = window == null ? DEFAULT : window;
    return isDivided() ? divided(chosen) : chosen;
  }

  private Windowing divided(final Windowing chosen) {
    if (!(chosen instanceof Windowing.Tumbling tumbling)) {
      throw new IllegalArgumentException(
          division() + " requires windows of a fixed length: write --window 10s, for example");
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

  private static void check(final boolean isValid, final String message) {
    if (!isValid) {
      throw new IllegalArgumentException(message);
    }
  }
}
