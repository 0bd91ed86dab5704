package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares expected rows with those of netwalk, a trace reader in C beside the repository. It reads
 * all headers but CLASSIC_EVENT, payloads of version 1 and 2, and the QPC clock.
 */
class NetwalkIT {

  private static final String ALL = "--ipv6=0.3 --udp=0.25 --receives=0.5 --connections ";

  @TempDir static Path folder;

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    final Path source = RealTraces.shared().resolve("tools/netwalk.c");
    assumeTrue(Files.exists(source), () -> "no yardstick: " + source + " is absent");
    try {
      run("gcc", "-O3", "-o", netwalk().toString(), source.toString());
    } catch (IOException e) {
      abort("no C compiler: " + e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--header=PERFINFO",
        "--header=MANIFEST",
        ALL + "--header=PERFINFO --send-share=0.9",
        ALL + "--header=PERFINFO --payload-version=1 --pointer-size=4",
        ALL + "--header=SYSTEM --build=SERVER_2019 --cpus=8 --idle-cpus=2",
        ALL + "--header=COMPACT --pointer-size=4 --frequency=2994853",
        ALL + "--header=CLASSIC --build=WINDOWS_7",
        ALL + "--header=CLASSIC --payload-version=1 --pointer-size=4",
        ALL + "--header=MANIFEST --extended-items=3 --send-share=1",
        ALL + "--header=MANIFEST --pointer-size=4",
        ALL + "--compressed --build=WINDOWS_8",
        ALL + "--compressed --header=MANIFEST --buffer-size=8K",
        ALL + "--circular=8 --buffer-size=16K",
        ALL + "--end=KILLED --zero-tail=1M",
        "--ipv6=1 --receives=0.2",
        "--udp=1 --receives=1",
        "--connections"
      })
  void generatedTrace_hasTheRowsOfNetwalk(String options) throws Exception {
    final Path file = folder.resolve("trace.etl");
    final TrafficRows rows = new TrafficRows();
    TraceGenerator.toFileReporting(file, 0, rows::add, (options + " --sends=20000").split(" "));
    assertThat(table(file)).isNotEmpty().isEqualTo(rows.toTable());
    assertThat(rows.toTable()).hasLineCount((int) rows.toCsv().lines().count() - 1);
  }

  /** Addresses whose text or order is special. */
  @Test
  void specialAddresses_haveTheTextAndOrderOfNetwalk() throws Exception {
    final List<String> addresses =
        List.of(
            "::1",
            "fe80::1",
            "2001:db8:0:1:1:1:1:1",
            "2001:db8::1:0:0:1",
            "1:2:3:4:5:6:7::",
            "::ffff:0.0.0.1",
            "::ffff:255.255.255.255",
            "ff02::fb",
            "::ffff:0:c612:1",
            "8000::");
    final TraceSession session = TraceSession.builder().build();
    final WrittenTrace trace =
        WrittenTrace.of(
            session,
            writer -> {
              for (final String local : addresses) {
                for (final String remote : addresses) {
                  final TrafficFlow flow = TrafficFlow.of(-5, local, 65_535, remote, 0);
                  for (final TrafficType type : TrafficType.values()) {
                    if (type.isIpv6()) {
                      writer.event(
                          0,
                          session.ticksAt(0),
                          RecordEncoding.of(HeaderKind.PERFINFO),
                          TrafficEvent.of(type, flow, -1));
                    }
                  }
                }
              }
            });
    final TrafficRows rows = new TrafficRows();
    trace.events().forEach(rows::add);
    final Path file = folder.resolve("addresses.etl");
    Files.write(file, trace.bytes());
    assertThat(table(file)).isEqualTo(rows.toTable()).hasLineCount(200);
  }

  private static String table(Path file) throws IOException, InterruptedException {
    return run(netwalk().toString(), file.toString(), "10", "--table");
  }

  private static Path netwalk() {
    return folder.resolve("netwalk");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    final Path output = folder.resolve("output");
    final Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(command[0]).isZero();
    return Files.readString(output);
  }
}
