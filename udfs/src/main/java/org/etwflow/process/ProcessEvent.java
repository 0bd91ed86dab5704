package org.etwflow.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A process start, end or rundown event, documented as {@code Process_TypeGroup1}.
 *
 * @param kind type of the event
 * @param processId uint32
 * @param time timestamp of the record: FILETIME
 * @param imageFileName file name of the program, without its folder; empty if unknown
 * @param commandLine command line; empty if unknown
 */
@Internal
public record ProcessEvent(
    ProcessObservation.Kind kind,
    long processId,
    long time,
    String imageFileName,
    String commandLine) {

  private static final String SERVICE_HOST = "svchost.exe";

  /** The service in a command line. Windows forbids only slashes in names; these are stricter. */
  private static final Pattern SERVICE =
      Pattern.compile("(?:^|\\s)-s\\s+\"?([\\p{L}\\p{N}_.$@-]{1,256})\"?(?:\\s|$)");

  /** Converts the event to an observation in a trace. */
  public ProcessObservation observationIn(final Trace trace) {
    return new ProcessObservation(
        trace.host(),
        trace.requireHeader().sessionStart(),
        kind,
        processId,
        time,
        imageFileName,
        service());
  }

  private @Nullable String service() {
    if (!imageFileName.equalsIgnoreCase(SERVICE_HOST)) {
      return null;
    }
    final Matcher service = SERVICE.matcher(commandLine);
    return service.find() ? service.group(1) : null;
  }
}
