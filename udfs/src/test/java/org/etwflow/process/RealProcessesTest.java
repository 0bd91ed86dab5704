package org.etwflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.process.ProcessObservation.Kind.DC_END;
import static org.etwflow.process.ProcessObservation.Kind.DC_START;
import static org.etwflow.process.ProcessObservation.Kind.END;
import static org.etwflow.process.ProcessObservation.Kind.START;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the processes of real traces with the output of independent programs. */
class RealProcessesTest {

  /** A line of TraceEvent's baseline. */
  private static final Pattern LINE =
      Pattern.compile(
          "EVENT .*/Process/(Start|Stop|DCStart|DCStop) .*ProcessID=([0-9,]+);"
              + ".*ImageFileName=([^;]*);.*");

  private static List<ProcessEvent> events(final String trace) {
    return TraceFiles.events(RealTraces.bytes(trace), new ProcessSchema());
  }

  private static String text(final ProcessEvent event) {
    return event.kind() + " " + event.processId() + " " + event.imageFileName();
  }

  @Test
  void smallTrace_hasAllProcesses() {
    assertThat(events("process_data_64_v3.etl"))
        .extracting(RealProcessesTest::text)
        .containsExactly(
            DC_START + " 0 Idle",
            DC_START + " 4 System",
            DC_START + " 264 smss.exe",
            START + " 1776 notepad.exe",
            END + " 1776 notepad.exe",
            DC_END + " 0 Idle",
            DC_END + " 4 System",
            DC_END + " 264 smss.exe");
  }

  @Test
  void small32BitTrace_hasAllProcesses() {
    assertThat(events("process_data_32_v2.etl"))
        .extracting(RealProcessesTest::text)
        .containsExactlyInAnyOrder(
            DC_START + " 0 Idle",
            DC_START + " 4 System",
            DC_START + " 264 smss.exe",
            START + " 1776 notepad.exe",
            END + " 1776 notepad.exe",
            DC_END + " 0 Idle",
            DC_END + " 4 System",
            DC_END + " 264 smss.exe");
  }

  @Test
  void mergedTrace_matchesThePublishedBaseline() throws IOException {
    final Map<String, String> published = new TreeMap<>();
    for (final String line :
        Files.readAllLines(RealTraces.named("merged-compressed.traceevent.txt"))) {
      final Matcher event = LINE.matcher(line);
      if (event.matches()) {
        published.put(event.group(1) + " " + event.group(2).replace(",", ""), event.group(3));
      }
    }
    final Map<String, String> read = new TreeMap<>();
    for (final ProcessEvent event : events("merged-compressed.etl")) {
      read.put(baselineName(event.kind()) + " " + event.processId(), event.imageFileName());
    }

    assertThat(published).isNotEmpty();
    assertThat(read).containsAllEntriesOf(published);
  }

  private static String baselineName(final ProcessObservation.Kind kind) {
    return switch (kind) {
      case START -> "Start";
      case END -> "Stop";
      case DC_START -> "DCStart";
      case DC_END -> "DCStop";
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ShutdownPerfDiagLogger.etl",
        "merged-compressed.etl",
        "process_data_32_v2.etl",
        "process_data_64_v3.etl"
      })
  void names_areProgramNames(final String trace) {
    assertThat(events(trace))
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(event.imageFileName())
                    .matches("[\\w.-]+\\.(exe|EXE)|Idle|System|Registry|MemCompression|vmmem"));
  }

  @Test
  void svchosts_haveServices() {
    assertThat(events("ShutdownPerfDiagLogger.etl"))
        .filteredOn(event -> event.imageFileName().equals("svchost.exe"))
        .extracting(ProcessEvent::commandLine)
        .allSatisfy(line -> assertThat(line).contains("svchost.exe -k "));
  }
}
