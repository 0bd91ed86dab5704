package org.etwflow.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceSplitMetricGroup;
import org.apache.flink.util.clock.SystemClock;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.Trace;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.SplitKind;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.BufferFault;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics of a reader. */
class EtlSourceReaderMetricsTest {

  /** The log header, and two records that Windows 10 adds to its buffer. */
  private static final int HEADER_RECORDS = 3;

  private static final int BUFFER_SIZE = 4_096;
  private static final int SENDS = 500;
  private static final int MALFORMED = 7;
  private static final Flow FLOW = Flow.of(4711, "10.0.0.1", 49152, "198.18.0.1", 443);
  private static final RecordEncoding ENCODING = RecordEncoding.of(HeaderKind.PERFINFO);

  @TempDir private Path folder;

  /** A trace with one record for each send, and that of the log header. */
  private static WrittenTrace written(final int malformed, final BufferFault faultOfBuffer3) {
    final TraceSession session =
        TraceSession.builder()
            .cpuCount(1)
            .bufferSize(BUFFER_SIZE)
            .faults(number -> number == 3 ? faultOfBuffer3 : BufferFault.NONE)
            .build();
    return WrittenTrace.of(
        session,
        writer -> {
          for (int i = 0; i < SENDS; i++) {
            final Send send = new Send(FLOW, 100, 7, 7);
            if (i < malformed) {
              writer.malformedSend(0, writer.session().ticksAt(i), ENCODING, send);
            } else {
              writer.send(0, writer.session().ticksAt(i), ENCODING, send);
            }
          }
        });
  }

  private EtlSplit split(final WrittenTrace written) throws IOException {
    final byte[] bytes = written.bytes();
    final Path file = Files.write(folder.resolve("trace.etl"), bytes);
    final Trace trace =
        new Trace(file.toString(), null, bytes.length, TraceFiles.trace(bytes).header());
    return EtlSplit.ofRange(trace, 0, trace.size()).endingTrace();
  }

  @Test
  void recordsAndBytes_areThoseOfTheFile() throws Exception {
    final WrittenTrace written = written(0, BufferFault.NONE);
    try (DrivenReader reader = DrivenReader.startedWith(split(written))) {
      reader.readAll();

      assertThat(reader.recordsIn()).isEqualTo(HEADER_RECORDS + SENDS);
      assertThat(reader.bytesIn()).isEqualTo(written.bytes().length);
      assertThat(reader.errors()).isZero();
    }
  }

  @Test
  void errors_areMalformedRecordsAndUnreadableBuffers() throws Exception {
    final WrittenTrace written = written(MALFORMED, BufferFault.DAMAGED_HEADER);
    final long unread =
        written.sends().stream()
            .filter(send -> send.buffer().orElseThrow().readableLength() == 0)
            .count();
    assertThat(unread).isPositive();
    try (DrivenReader reader = DrivenReader.decoding(split(written))) {
      reader.readAll();

      assertThat(reader.errors()).isEqualTo(MALFORMED + 1);
      assertThat(reader.recordsIn()).isEqualTo(HEADER_RECORDS + SENDS - unread);
      assertThat(reader.bytesIn()).isEqualTo(written.bytes().length);
    }
  }

  @Test
  void recordsDecodedBySchema_areCountedOnce() throws Exception {
    try (DrivenReader reader = DrivenReader.decoding(split(written(0, BufferFault.NONE)))) {
      reader.readAll();

      assertThat(reader.recordsIn()).isEqualTo(HEADER_RECORDS + SENDS);
    }
  }

  @Test
  void brokenRecord_isAnErrorWhoeverReadsTheRecords() throws Exception {
    try (DrivenReader reader =
        DrivenReader.startedWith(split(written(0, BufferFault.DAMAGED_RECORD)))) {
      reader.readAll();

      assertThat(reader.errors()).isEqualTo(1);
    }
  }

  @Test
  void unreadableFile_isAnErrorWithoutBytes() throws Exception {
    final Trace trace = new Trace(folder.resolve("no.etl").toString(), null, 17, null);
    try (DrivenReader reader =
        DrivenReader.startedWith(
            EtlSplit.unreadable(trace, new SplitKind.Unreadable("not an event trace", false)))) {
      reader.readAll();

      assertThat(reader.errors()).isEqualTo(1);
      assertThat(reader.recordsIn()).isZero();
      assertThat(reader.bytesIn()).isZero();
    }
  }

  @Test
  void scanForProcesses_countsNothing() throws Exception {
    try (DrivenReader reader =
        DrivenReader.startedWith(split(written(0, BufferFault.NONE)).toScan())) {
      reader.readUpToRequest(1);

      assertThat(reader.recordsIn()).isZero();
      assertThat(reader.bytesIn()).isZero();
    }
  }

  @Test
  void pendingBytes_areThoseOfBuffersToRead() throws Exception {
    final EtlSplit split = split(written(0, BufferFault.NONE));
    try (DrivenReader reader = DrivenReader.startedWith(split)) {
      assertThat(reader.gauge("pendingBytes")).isEqualTo(split.end());

      reader.readUpTo(3);
      assertThat(reader.gauge("pendingBytes")).isEqualTo(split.end() - 3 * BUFFER_SIZE);
      assertThat(reader.bytesIn()).isEqualTo(3 * BUFFER_SIZE);

      reader.readAll();
      assertThat(reader.gauge("pendingBytes")).isZero();
    }
  }

  @Test
  void pendingBytes_ofPackedFile_areItsSize() throws Exception {
    final EtlSplit split = split(written(0, BufferFault.NONE));
    final EtlSplit packed =
        EtlSplit.ofRange(split.trace(), 0, BufferReader.TO_END_OF_STREAM).endingTrace();
    try (DrivenReader reader = DrivenReader.startedWith(packed)) {
      reader.readUpTo(3);
      assertThat(reader.gauge("pendingBytes")).isEqualTo(split.trace().size());

      reader.readAll();
      assertThat(reader.gauge("pendingBytes")).isZero();
    }
  }

  @Test
  void fetchEventTimeLag_isFromLatestRecordToReading() throws Exception {
    final WrittenTrace written = written(0, BufferFault.NONE);
    final TraceSession session = written.session();
    final long latest = FileTime.toUnixMillis(session.timeOf(session.ticksAt(SENDS - 1)));
    try (DrivenReader reader = DrivenReader.startedWith(split(written))) {
      assertThat(reader.gauge("currentFetchEventTimeLag")).isEqualTo(-1);
      final long before = System.currentTimeMillis();
      reader.readAll();

      assertThat(reader.gauge("currentFetchEventTimeLag") + latest)
          .isBetween(before, System.currentTimeMillis());
    }
  }

  @Test
  void metricsOfSplits_areRemoved() throws Exception {
    final EtlSplit split = split(written(0, BufferFault.NONE));
    try (DrivenReader reader = DrivenReader.startedWith(split)) {
      final AbstractMetricGroup<?> first = metricsCreatedFor(split, reader);
      reader.poll();
      assertThat(first.isClosed()).isTrue();

      final EtlSplit next = EtlSplit.ofRange(split.trace(), 0, BUFFER_SIZE);
      reader.reader().addSplits(List.of(next));
      final AbstractMetricGroup<?> second = metricsCreatedFor(next, reader);
      reader.poll();
      assertThat(second.isClosed()).isTrue();
    }
  }

  /** Creates metrics for a split, as Flink does after it has added the split to the reader. */
  private static AbstractMetricGroup<?> metricsCreatedFor(
      final EtlSplit split, final DrivenReader reader) {
    final AbstractMetricGroup<?> group =
        (AbstractMetricGroup<?>)
            InternalSourceSplitMetricGroup.wrap(
                    reader.metrics(), SystemClock.getInstance(), split.splitId(), () -> 0L)
                .getSplitWatermarkMetricGroup();
    assertThat(group.isClosed()).isFalse();
    return group;
  }
}
