package org.etwflow.testing;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.traces.Flow;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;

/** Expected rows of the sends of written traces. */
public final class ExpectedSends {

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final long UNITS_PER_SECOND = 10_000_000;

  private ExpectedSends() {}

  /** Expected rows of all readable sends of a trace, as lines of a CSV file. */
  public static List<String> rows(final Path file, final WrittenTrace trace) {
    return trace.readableSends().stream().map(sent -> row(file, sent)).toList();
  }

  private static String row(final Path file, final WrittenSend sent) {
    final Flow flow = sent.send().flow();
    final boolean hasTicks = sent.encoding().version() >= 2;
    return Stream.of(
            file,
            time(sent.time()),
            "tcp",
            "send",
            "outbound",
            Integer.toUnsignedString(flow.processId()),
            flow.localText(),
            flow.localPort(),
            flow.remoteText(),
            flow.remotePort(),
            Integer.toUnsignedString(sent.send().size()),
            hasTicks ? Integer.toUnsignedString(sent.send().startTime()) : "",
            hasTicks ? Integer.toUnsignedString(sent.send().endTime()) : "",
            sent.cpu())
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  /** Formats a time. The decimals of the second are those of the FILETIME. */
  private static String time(final long fileTime) {
    final long second = (fileTime - UNIX_EPOCH) / UNITS_PER_SECOND;
    return String.format(
        Locale.ROOT,
        "%s.%07dZ",
        LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC)
            .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)),
        fileTime % UNITS_PER_SECOND);
  }
}
