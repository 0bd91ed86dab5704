package org.etwflow.traces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The sample traces of the repository, each with its expected rows. */
enum SampleTraces {
  /** Programs of one user on Windows 10, who mostly receives; one CPU is nearly idle. */
  DESKTOP(
      "--sends=1600 --flows=60 --processes=12 --cpus=3 --idle-cpus=1 --seconds=45 --seed=11"
          + " --send-share=0.3 --ipv6=0.4 --udp=0.25 --receives=0.7 --connections"),

  /** A busy server with eight CPUs; 36-byte payloads of Windows Server 2019. */
  SERVER(
      "--sends=2800 --flows=250 --processes=9 --cpus=8 --seconds=30 --seed=12 --send-share=0.5"
          + " --build=SERVER_2019 --buffer-size=32K --ipv6=0.1 --udp=0.05 --receives=0.4"
          + " --connections"),

  /** A trace of the manifest network provider on Windows 7; some events have extended items. */
  MANIFEST(
      "--sends=1800 --flows=40 --processes=8 --cpus=2 --seconds=40 --seed=13 --send-share=0.98"
          + " --header=MANIFEST --extended-items=8 --build=WINDOWS_7 --frequency=2994853"
          + " --buffer-size=8K --ipv6=0.2 --udp=0.3 --receives=0.8 --connections"),

  /** A merged, compressed trace on Windows 8. */
  COMPRESSED(
      "--sends=2000 --flows=100 --processes=16 --cpus=4 --seconds=60 --seed=14 --compressed"
          + " --build=WINDOWS_8 --ipv6=0.3 --udp=0.3 --receives=0.5 --connections"),

  /** A session that lost events and buffers, in a file that was damaged and cut off afterwards. */
  DAMAGED(
      "--sends=2000 --flows=80 --processes=10 --cpus=4 --seconds=50 --seed=15 --send-share=0.5"
          + " --buffer-size=8K --damaged-records=6 --damaged-headers=9 --lost-buffers=11"
          + " --lost-events=40 --malformed-sends=90 --end=PARTIAL_COPY --ipv6=0.25 --udp=0.2"
          + " --receives=0.5 --connections");

  private final String options;

  SampleTraces(String options) {
    this.options = options;
  }

  /** Writes all samples and their rows into a folder. */
  static void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (final SampleTraces sample : values()) {
      final WrittenTrace trace = sample.generate();
      final Path file = folder.resolve(sample.fileName());
      Files.write(file, trace.bytes());
      final TrafficRows rows = new TrafficRows(sample != DAMAGED);
      trace.events().forEach(rows::add);
      Files.writeString(TraceGenerator.rowsOf(file), rows.toCsv());
    }
  }

  WrittenTrace generate() {
    return TraceGenerator.inMemory(options.split(" "));
  }

  String fileName() {
    return name().toLowerCase(Locale.ROOT) + ".etl";
  }
}
