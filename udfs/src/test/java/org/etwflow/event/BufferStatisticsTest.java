package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.BufferBytes.buffer;
import static org.etwflow.testing.TraceBytes.START_TICKS;
import static org.etwflow.testing.TraceBytes.START_TIME;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.TraceClock;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.Sends;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;

/** Statistics of each buffer that a schema walks. */
class BufferStatisticsTest {

  private static final int SIZE = 512;
  private static final byte[] MESSAGE = RecordBytes.message(0);

  /** Statistics of each buffer after the log header's. */
  private static <T> List<T> of(
      final Function<BufferStatistics, T> field, final byte[]... buffers) {
    final NetworkEventSchema schema = new NetworkEventSchema();
    TraceFiles.open(schema);
    final List<T> values = new ArrayList<>();
    TraceFiles.forEachBuffer(
        TraceBytes.fixed(SIZE, buffers),
        buffer -> {
          schema.deserialize(buffer, new ListCollector<>(new ArrayList<>()));
          values.add(field.apply(schema.lastStatistics()));
        });
    return values.subList(1, values.size());
  }

  private static byte[] at(final long microseconds) {
    return Sends.record(1, 1, START_TICKS + 3 * microseconds);
  }

  @Test
  void records_areCountedPerBuffer() {
    assertThat(
            of(
                BufferStatistics::records,
                buffer(at(0), MESSAGE, at(1)).ofSize(SIZE),
                buffer().ofSize(SIZE),
                buffer(at(2)).ofSize(SIZE)))
        .containsExactly(3L, 0L, 1L);
  }

  @Test
  void firstAndLastTime_skipRecordsWithoutTime() {
    final byte[] one = buffer(MESSAGE, at(5), at(7), at(9), MESSAGE).ofSize(SIZE);

    assertThat(of(BufferStatistics::firstTime, one)).containsExactly(START_TIME + 50);
    assertThat(of(BufferStatistics::lastTime, one)).containsExactly(START_TIME + 90);
  }

  @Test
  void bufferWithoutTimes_hasNoTimes() {
    final byte[] timed = buffer(at(5)).ofSize(SIZE);
    final byte[] one = buffer(MESSAGE).ofSize(SIZE);

    assertThat(of(BufferStatistics::firstTime, timed, one))
        .containsExactly(START_TIME + 50, TraceClock.NOT_A_TIME);
    assertThat(of(BufferStatistics::lastTime, timed, one))
        .containsExactly(START_TIME + 50, TraceClock.NOT_A_TIME);
    assertThat(of(BufferStatistics::earliestTime, timed, one))
        .containsExactly(START_TIME + 50, TraceClock.NOT_A_TIME);
    assertThat(of(BufferStatistics::latestTime, timed, one))
        .containsExactly(START_TIME + 50, TraceClock.NOT_A_TIME);
  }

  @Test
  void earliestAndLatestTime_areOfAnyRecord() {
    final byte[] one = buffer(at(5), at(9), MESSAGE, at(3), at(7)).ofSize(SIZE);

    assertThat(of(BufferStatistics::firstTime, one)).containsExactly(START_TIME + 50);
    assertThat(of(BufferStatistics::lastTime, one)).containsExactly(START_TIME + 70);
    assertThat(of(BufferStatistics::earliestTime, one)).containsExactly(START_TIME + 30);
    assertThat(of(BufferStatistics::latestTime, one)).containsExactly(START_TIME + 90);
  }

  @Test
  void disorder_isTheLargestStepBackBehindAnyEarlierRecord() {
    final byte[] steps = buffer(at(5), at(9), at(3), at(12), at(7)).ofSize(SIZE);
    final byte[] ordered = buffer(at(5), at(5), at(9)).ofSize(SIZE);

    final byte[] growing = buffer(at(5), at(4), at(9), at(3)).ofSize(SIZE);

    assertThat(of(BufferStatistics::disorder, growing)).containsExactly(60L);
    assertThat(of(BufferStatistics::disorder, steps, ordered, buffer(MESSAGE).ofSize(SIZE)))
        .containsExactly(60L, 0L, 0L);
  }

  @Test
  void recordWithAnImpossibleTime_doesNotHideThatOthersHaveTimes() {
    final byte[] one = buffer(at(5), Sends.record(1, 1, Long.MAX_VALUE), at(9)).ofSize(SIZE);

    assertThat(of(BufferStatistics::earliestTime, one)).containsExactly(START_TIME + 50);
    assertThat(of(BufferStatistics::latestTime, one)).containsExactly(START_TIME + 90);
    assertThat(of(BufferStatistics::disorder, one)).containsExactly(0L);
  }

  @Test
  void recordWithTheValueOfNoTimestamp_hasNoTime() {
    final byte[] one =
        buffer(at(5), at(9), Sends.record(1, 1, RecordCursor.NO_TIMESTAMP)).ofSize(SIZE);

    assertThat(of(BufferStatistics::lastTime, one)).containsExactly(START_TIME + 90);
    assertThat(of(BufferStatistics::earliestTime, one)).containsExactly(START_TIME + 50);
    assertThat(of(BufferStatistics::latestTime, one)).containsExactly(START_TIME + 90);
  }

  @Test
  void firstMalformed_isTheFirstOfSeveral() {
    final byte[] shorter = RecordBytes.system(2, 2, 0x060A, START_TICKS, new byte[8]);
    final byte[] damaged = buffer(at(0), shorter, at(1), shorter).ofSize(SIZE);
    final byte[] good = buffer(at(0)).ofSize(SIZE);

    assertThat(of(BufferStatistics::malformedRecords, damaged, good)).containsExactly(2L, 0L);
    assertThat(of(BufferStatistics::firstMalformed, damaged, good))
        .containsExactly(72 + 72, BufferStatistics.NONE);
  }

  @Test
  void unreadableBuffer_keepsTheStatisticsOfThePreviousOne() {
    assertThat(of(BufferStatistics::records, buffer(at(0), at(1)).ofSize(SIZE), new byte[SIZE]))
        .containsExactly(2L, 2L);
  }
}
