package org.etwflow.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.Trace;

/**
 * What a trace tells of a process, the event of the class page {@code Process_TypeGroup1}.
 *
 * @param kind what it tells
 * @param processId uint32
 * @param time when it was recorded: FILETIME
 * @param imageFileName file name of the program, without its folder; empty if it is not told
 * @param commandLine empty if it is not told
 */
@Internal
public record ProcessEvent(
    ProcessObservation.Kind kind,
    long processId,
    long time,
    String imageFileName,
    String commandLine) {

  private static final String SERVICE_HOST = "svchost.exe";

  /** What stands in a name of a service, of which Windows excludes slashes alone. */
  private static final Pattern SERVICE =
      Pattern.compile("(?:^|\\s)-s\\s+\"?([\\p{L}\\p{N}_.$@-]{1,256})\"?(?:\\s|$)");

  /** The fact that it is in this trace. */
  public ProcessObservation factIn(final Trace trace) {
    return new ProcessObservation(
        trace.host(),
        trace.header().sessionStart(),
        kind,
        processId,
        time,
        imageFileName,
        service());
  }

  private String service() {
    if (!imageFileName.equalsIgnoreCase(SERVICE_HOST)) {
      return null;
    }
    final Matcher service = SERVICE.matcher(commandLine);
    return service.find() ? service.group(1) : null;
  }
}
