package org.etwflow.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.process.ProcessAwareSchema;
import org.etwflow.process.ProcessObservation;
import org.etwflow.process.ProcessTable;
import org.etwflow.source.event.ProcessCatalogEvent;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.event.SerializedObservations;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.testing.BufferSeen;
import org.etwflow.testing.ProcessMachine;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that scan for processes, and that wait for the processes before they read. */
class ScanningReaderTest {

  private static final ProcessObservation FACT =
      new ProcessObservation("pc", 0, ProcessObservation.Kind.START, 4, 7, "a.exe", null);

  @TempDir private Path folder;

  private final List<String> namesSeen = new ArrayList<>();

  private WrittenTrace written;
  private Trace trace;

  @BeforeEach
  void write() throws IOException {
    written = ProcessMachine.record(1, 1_000).trace();
    final Path file = Files.write(folder.resolve("trace.etl"), written.bytes());
    trace =
        new Trace(
            file.toString(),
            "pc",
            written.bytes().length,
            TraceFiles.trace(written.bytes()).header());
  }

  private EtlSplit whole() {
    return EtlSplit.ofRange(trace, 0, trace.size()).endingTrace();
  }

  private DrivenReader reader(final EtlSplit... splits) {
    return DrivenReader.withProcesses(new NamesSeen(namesSeen), splits);
  }

  private static void send(final DrivenReader reader, final ProcessObservation... facts) {
    for (final SerializedObservations chunk : SerializedObservations.chunks(List.of(facts))) {
      reader.reader().handleSourceEvents(new ProcessCatalogEvent(chunk, true, false));
    }
  }

  /** Schema that also records the name of process 4 at time 7. */
  private record NamesSeen(List<String> names) implements ProcessAwareSchema<BufferSeen> {

    @Override
    public void deserialize(
        final EtlBuffer buffer, final ProcessTable processes, final Collector<BufferSeen> out) {
      final var found = processes.find(4, 7);
      names.add(found == null ? null : found.name());
      new BufferSeen.Schema().deserialize(buffer, out);
    }

    @Override
    public long timestampMillis(final BufferSeen element) {
      return TimestampAssigner.NO_TIMESTAMP;
    }

    @Override
    public TypeInformation<BufferSeen> getProducedType() {
      return TypeInformation.of(BufferSeen.class);
    }
  }

  @Test
  void scan_sendsObservationsBeforeNextRequestAndEmitsNothing() throws Exception {
    try (DrivenReader reader = reader()) {
      send(reader);
      reader.reader().addSplits(List.of(whole().toScan()));

      assertThat(reader.readUpToRequest(2)).isEmpty();

      assertThat(reader.watermark()).isEqualTo(Long.MIN_VALUE);
      assertThat(reader.sentEvents()).hasSize(1);
      final ProcessFactsEvent found = (ProcessFactsEvent) reader.sentEvents().get(0);
      assertThat(found.splitId()).isEqualTo(whole().toScan().splitId());
      assertThat(found.isLast()).isTrue();
      assertThat(found.facts().toList())
          .hasSizeGreaterThan(20)
          .allMatch(fact -> fact.host().equals("pc"))
          .allMatch(fact -> fact.traceStart() == trace.header().sessionStart());
    }
  }

  @Test
  void scans_ofParts_findTheSameAsOneScan() throws Exception {
    final long middle = written.buffers().get(written.buffers().size() / 2).fileOffset();
    try (DrivenReader reader = reader()) {
      send(reader);
      reader
          .reader()
          .addSplits(
              List.of(
                  whole().toScan(),
                  EtlSplit.ofRange(trace, 0, middle).toScan(),
                  EtlSplit.ofRange(trace, middle, trace.size()).toScan()));
      reader.readUpToRequest(4);

      final List<List<ProcessObservation>> found =
          reader.sentEvents().stream()
              .map(event -> ((ProcessFactsEvent) event).facts().toList())
              .toList();
      final List<ProcessObservation> parts = new ArrayList<>(found.get(1));
      parts.addAll(found.get(2));
      assertThat(found.get(1)).isNotEmpty();
      assertThat(found.get(2)).isNotEmpty();
      assertThat(parts).isEqualTo(found.get(0));
    }
  }

  @Test
  void scan_ofUnreadableFile_findsNothing() throws Exception {
    Files.delete(folder.resolve("trace.etl"));
    try (DrivenReader reader = reader()) {
      send(reader);
      reader.reader().addSplits(List.of(whole().toScan()));

      assertThat(reader.readUpToRequest(2)).isEmpty();

      assertThat(reader.sentEvents())
          .containsExactly(
              new ProcessFactsEvent(
                  whole().toScan().splitId(),
                  SerializedObservations.chunks(List.of()).get(0),
                  true));
      assertThat(reader.errors()).isZero();
    }
  }

  @Test
  void snapshot_excludesScan() throws Exception {
    final EtlSplit another = EtlSplit.ofRange(trace, 0, 4_096);
    try (DrivenReader reader = reader()) {
      reader.reader().addSplits(List.of(whole().toScan(), another));

      assertThat(reader.reader().snapshotState(1)).containsExactly(another);
    }
  }

  @Test
  void restoredSplit_isNotReadBeforeProcessesArrive() throws Exception {
    try (DrivenReader reader = reader(whole())) {
      assertThat(reader.poll()).isEqualTo(InputStatus.NOTHING_AVAILABLE);
      assertThat(reader.reader().isAvailable()).isNotDone();
      reader
          .reader()
          .handleSourceEvents(
              new ProcessCatalogEvent(
                  SerializedObservations.chunks(List.of(FACT)).get(0), false, false));
      assertThat(reader.poll()).isEqualTo(InputStatus.NOTHING_AVAILABLE);

      final var available = reader.reader().isAvailable();
      send(reader);
      assertThat(available).isDone();
      assertThat(reader.readAll()).hasSizeGreaterThan(10);
    }
    assertThat(namesSeen).containsOnly("a.exe");
  }

  @Test
  void laterProcesses_areAddedToEarlierOnes() throws Exception {
    final EtlSplit first = EtlSplit.ofRange(trace, 0, 4_096);
    final EtlSplit second = EtlSplit.ofRange(trace, 4_096, 8_192);
    try (DrivenReader reader = reader(first)) {
      send(
          reader,
          new ProcessObservation("pc", 0, ProcessObservation.Kind.START, 4, 5, "b.exe", null));
      reader.readUpTo(1);
      send(reader, FACT);
      reader.reader().addSplits(List.of(second));
      reader.readAll();
    }
    assertThat(namesSeen).containsExactly("b.exe", "a.exe");
  }
}
