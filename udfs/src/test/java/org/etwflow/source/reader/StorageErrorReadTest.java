package org.etwflow.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.apache.flink.core.fs.Path;
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
}
