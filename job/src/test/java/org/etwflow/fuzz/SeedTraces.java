package org.etwflow.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.etwflow.traces.ConnectionOptions;
import org.etwflow.traces.FileLayout;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.ProcessEvent;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.TrafficEvent;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.WrittenTrace;

/** Seed traces: small ones of every kind, and rarely a sample trace. */
final class SeedTraces {

  /** Number of small traces for each large one, which takes as much time as many small ones. */
  private static final int SMALL_FOR_EACH_LARGE = 500;

  private static final Path SAMPLES = Path.of("..", "sample-traces", "traces");

  private static final String SMALL =
      "--flows=8 --processes=4 --cpus=3 --seconds=20 --send-share=0.5 --sends=";

  private static final String ALL_EVENTS =
      " --ipv6=0.4 --udp=0.3 --receives=0.5 --connections --seed=";

  /** Options of the trace generator besides those that limit the size. */
  private static final List<String> GENERATED =
      List.of(
          "40 --header=SYSTEM --payload-version=1 --pointer-size=4" + ALL_EVENTS + 1,
          "40 --header=SYSTEM --payload-version=0 --udp=0.5 --receives=0.5 --connections",
          "40 --header=COMPACT" + ALL_EVENTS + 2,
          "40 --header=PERFINFO --build=SERVER_2019 --pointer-size=4" + ALL_EVENTS + 3,
          "40 --header=CLASSIC --clock=SYSTEM_TIME" + ALL_EVENTS + 4,
          "40 --header=CLASSIC_EVENT --payload-version=1" + ALL_EVENTS + 5,
          "40 --header=MANIFEST --extended-items=3" + ALL_EVENTS + 6,
          "60 --compressed --idle-cpus=1" + ALL_EVENTS + 7,
          "60 --compressed --header=MANIFEST --end=TRUNCATED --malformed-sends=9" + ALL_EVENTS + 8,
          "40 --header=SYSTEM --payload-version=0 --pointer-size=4",
          "40 --header=COMPACT --payload-version=1",
          "40 --header=PERFINFO",
          "30 --header=CLASSIC --clock=SYSTEM_TIME",
          "30 --header=MANIFEST --extended-items=3 --build=WINDOWS_7 --frequency=2994853",
          "60 --clock=CPU_CYCLES --idle-cpus=1 --build=SERVER_2019",
          "90 --circular=5",
          "40 --zero-tail=3K",
          "40 --end=KILLED",
          "40 --end=TRUNCATED",
          "60 --end=PARTIAL_COPY --damaged-records=4 --damaged-headers=5 --lost-buffers=6 --lost-events=3",
          "80 --compressed",
          "50 --compressed --header=SYSTEM --payload-version=0 --build=WINDOWS_8",
          "40 --compressed --header=CLASSIC --pointer-size=4 --end=TRUNCATED",
          "40 --compressed --header=MANIFEST --extended-items=2 --zero-tail=1K",
          "60 --compressed --damaged-packing=4 --damaged-headers=5 --lost-buffers=6",
          "200 --compressed --buffer-size=4K");

  private final List<SeedTrace> small = new ArrayList<>();
  private final List<SeedTrace> large = new ArrayList<>();

  SeedTraces() {
    for (final String options : GENERATED) {
      final String all =
          SMALL + options + (options.contains("--buffer-size") ? "" : " --buffer-size=1K");
      small.add(new SeedTrace(all, TraceGenerator.inMemory(all.split(" ")).bytes()));
    }
    for (final FileLayout layout : List.of(FileLayout.SEQUENTIAL, FileLayout.COMPRESSED)) {
      for (final HeaderKind header : HeaderKind.values()) {
        small.add(new SeedTrace(header + " " + layout, written(layout, header)));
      }
    }
    try (Stream<Path> files = Files.list(SAMPLES)) {
      for (final Path file : files.filter(path -> path.toString().endsWith(".etl")).toList()) {
        large.add(new SeedTrace(file.getFileName().toString(), Files.readAllBytes(file)));
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    large.sort((one, other) -> one.toString().compareTo(other.toString()));
  }

  SeedTrace any(final SplittableRandom random) {
    return random.nextInt(SMALL_FOR_EACH_LARGE) == 0
        ? large.get(random.nextInt(large.size()))
        : anySmall(random);
  }

  SeedTrace anySmall(final SplittableRandom random) {
    return small.get(random.nextInt(small.size()));
  }

  List<SeedTrace> all() {
    return Stream.concat(small.stream(), large.stream()).toList();
  }

  /**
   * Trace with network events of every type and version for a header, and process records of every
   * kind and version.
   */
  private static byte[] written(final FileLayout layout, final HeaderKind header) {
    final TraceSession session =
        TraceSession.builder().cpuCount(2).bufferSize(1 << 10).layout(layout).build();
    return WrittenTrace.of(session, writer -> write(writer, header)).bytes();
  }

  private static void write(final TraceWriter writer, final HeaderKind header) {
    final List<TrafficType> types = List.of(TrafficType.values());
    for (int step = 0; step < 3 * types.size(); step++) {
      final long ticks = writer.session().ticksAt(step * 10_000_000L);
      final int version = header == HeaderKind.MANIFEST ? 2 : step % 3;
      final RecordEncoding encoding =
          RecordEncoding.of(header).withVersion(version).withPointerSize(4 + step % 2 * 4);
      final int cpu = step % 2;
      final TrafficType type = types.get(step / 3);
      if (version > 0 || (type.hasFlow() && !type.isIpv6())) {
        writer.event(cpu, ticks, encoding, event(type, step));
      }
      if (step % 4 == 0) {
        final ProcessEvent.Kind[] kinds = ProcessEvent.Kind.values();
        writer.process(
            step % 2,
            ticks,
            header == HeaderKind.MANIFEST ? HeaderKind.CLASSIC : header,
            2 + step / 4 % 3,
            new ProcessEvent(
                kinds[step / 4 % kinds.length],
                4711 + step,
                4,
                "svchost.exe",
                "C:\\Windows\\svchost.exe -k netsvcs -s Dnscache",
                step % 8 == 0));
      }
    }
  }

  private static TrafficEvent event(final TrafficType type, final int number) {
    if (!type.hasFlow()) {
      return TrafficEvent.failure(type, 2, 5);
    }
    final TrafficFlow flow =
        type.isIpv6()
            ? TrafficFlow.of(4711, "2001:db8::1", 49152, "2001:db8::2", 443)
            : TrafficFlow.of(4711, "10.0.0.1", 49152, "198.18.0.1", 443);
    return TrafficEvent.of(type, flow, 1460 + number)
        .withTimes(number, number + 1)
        .withOptions(ConnectionOptions.TYPICAL);
  }
}
