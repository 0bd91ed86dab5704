package org.etwflow.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.core.fs.Path;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.source.config.StorageErrors;
import org.etwflow.source.file.StorageRequests;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.LowerBounds;
import org.etwflow.testing.Await;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads from a file system that refuses requests for as long as they are repeated. */
class StorageErrorReadTest {

  private static final String FETCHER = "Source Data Fetcher";

  @TempDir private java.nio.file.Path folder;

  @AfterEach
  void refuseNothing() {
    FlakyFileSystem.refuseNothing();
  }

  private static List<Thread> sleepingFetchers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(FETCHER))
        .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
        .toList();
  }

  @Test
  @Timeout(60)
  void closedReader_endsTheRepetition() throws Exception {
    final byte[] file = TraceGenerator.inMemory("--sends=100").bytes();
    final java.nio.file.Path path = Files.write(folder.resolve("a.etl"), file);
    final Trace trace = new Trace("a.etl", null, file.length, LogHeader.parse(file, file.length));
    final EtlSplit split =
        EtlSplit.ofRange(
            trace,
            TraceLocation.of(new Path(FlakyFileSystem.SCHEME + "://" + path)),
            0,
            file.length,
            LowerBounds.UNKNOWN);
    final TraceInput input =
        new TraceInput(
            new StorageRequests(
                new StorageErrors(Duration.ofMinutes(10), StorageErrors.Reaction.FAIL)));
    FlakyFileSystem.refuse("a.etl", Integer.MAX_VALUE);

    final Thread fetcher;
    try (DrivenReader reader = DrivenReader.startedWith(input, split)) {
      reader.poll();
      Await.until("a request that is repeated", () -> !sleepingFetchers().isEmpty());
      fetcher = sleepingFetchers().get(0);
    }

    fetcher.join();
    assertThat(fetcher.isAlive()).isFalse();
  }

  @Test
  void endOfFileThatCannotBeRead_isASkippedStorageErrorOfTheTrace() throws Exception {
    final byte[] file = TraceGenerator.inMemory("--sends=100").bytes();
    final java.nio.file.Path path = Files.write(folder.resolve("b.etl"), file);
    final Trace trace =
        new Trace("b.etl", null, file.length + 10, LogHeader.parse(file, file.length));
    final EtlSplit split =
        EtlSplit.endOf(
            trace, TraceLocation.of(new Path(FlakyFileSystem.SCHEME + "://" + path)), file.length);
    final TraceInput input =
        new TraceInput(
            new StorageRequests(new StorageErrors(Duration.ZERO, StorageErrors.Reaction.SKIP)));
    FlakyFileSystem.refuse("b.etl", Integer.MAX_VALUE);

    final EtlSplitReader reader = new EtlSplitReader(input, 1000);
    reader.handleSplitsChanges(new SplitsAddition<>(List.of(split)));
    final RecordsWithSplitIds<EtlBuffer> read = reader.fetch();
    assertThat(read.nextSplit()).isEqualTo(split.splitId());

    final EtlBuffer error = Objects.requireNonNull(read.nextRecordFromSplit());
    assertThat(error.condition()).isEqualTo(BufferCondition.STORAGE_ERROR);
    assertThat(error.offset()).isEqualTo(file.length);
    assertThat(error.storedSize()).isEqualTo(10);
    final EtlBuffer end = Objects.requireNonNull(read.nextRecordFromSplit());
    assertThat(end.condition()).isEqualTo(BufferCondition.END_OF_TRACE);
    assertThat(end.storedSize()).isZero();
    assertThat(read.finishedSplits()).containsExactly(split.splitId());
  }
}
