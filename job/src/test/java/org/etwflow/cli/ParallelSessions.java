package org.etwflow.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.etwflow.traces.FileLayout;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.WrittenTrace;

/**
 * Two concurrent sessions of one host, as started by WPR and PerfView: the kernel logger, and 150
 * ms later the session of a provider. Merging them keeps their records unchanged.
 */
final class ParallelSessions {

  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
  private static final long UP_MILLIS = 93_784_567;
  private static final long USER_MILLIS = 150;
  private static final int SENDS = 4_000;
  private static final int CPUS = 2;
  private static final long UNITS_PER_MILLI = 10_000;

  private ParallelSessions() {}

  private record Sent(int cpu, long millis, RecordEncoding encoding, Send send) {}

  private static List<Sent> sends(final HeaderKind header, final long from, final Flow flow) {
    return IntStream.range(0, SENDS)
        .mapToObj(
            i ->
                new Sent(
                    i % CPUS,
                    from + 5L * i,
                    RecordEncoding.of(header),
                    new Send(flow, i + 1, i, i)))
        .toList();
  }

  private static List<Sent> ofKernel() {
    return sends(HeaderKind.PERFINFO, 1, Flow.of(4_711, "10.0.0.1", 50_000, "203.0.113.9", 443));
  }

  private static List<Sent> ofUser() {
    return sends(
        HeaderKind.MANIFEST,
        USER_MILLIS + 3,
        Flow.of(815, "10.0.0.1", 50_001, "203.0.113.7", 8_080));
  }

  /** Session of the kernel logger. */
  public static WrittenTrace kernel() {
    return written(session(0), 0, ofKernel());
  }

  /** Session of the provider. */
  public static WrittenTrace user() {
    return written(session(USER_MILLIS).name("user"), USER_MILLIS, ofUser());
  }

  /** Both sessions, merged and compressed. */
  public static WrittenTrace merged() {
    return mergedWithout(0);
  }

  /** Both sessions, merged before the kernel logger had recorded its last sends. */
  public static WrittenTrace mergedWithout(final int lastSends) {
    final List<Sent> all =
        new ArrayList<>(
            Stream.concat(ofKernel().subList(0, SENDS - lastSends).stream(), ofUser().stream())
                .toList());
    all.sort(Comparator.comparingLong(Sent::millis));
    return written(session(0).layout(FileLayout.COMPRESSED), 0, all);
  }

  private static TraceSession.Builder session(final long millis) {
    return TraceSession.builder()
        .cpuCount(CPUS)
        .bufferSize(8 << 10)
        .startTime(START.plusMillis(millis))
        .upTime((UP_MILLIS + millis) * UNITS_PER_MILLI);
  }

  /** Creates a send, at a time in milliseconds from the start of the kernel logger. */
  private static WrittenTrace written(
      final TraceSession.Builder builder, final long startMillis, final List<Sent> sends) {
    final TraceSession session = builder.build();
    return WrittenTrace.of(
        session,
        writer -> {
          for (final Sent sent : sends) {
            writer.send(
                sent.cpu(),
                session.ticksAt((sent.millis() - startMillis) * UNITS_PER_MILLI),
                sent.encoding(),
                sent.send());
          }
        });
  }
}
