package org.etwflow.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.util.Collector;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;
import org.etwflow.process.ProcessEvent;
import org.etwflow.process.ProcessSchema;
import org.etwflow.quality.BufferSends;
import org.etwflow.quality.LossInterval;
import org.etwflow.quality.QualityPartial;
import org.etwflow.quality.QualityPartialMerger;
import org.etwflow.quality.TraceQuality;
import org.etwflow.source.split.EtlSplit;

/** One reading of a trace from its first to its last byte, with its results. */
final class TraceReading {

  private final String name;
  private final SendIPV4Schema sendSchema = new SendIPV4Schema();
  private final ProcessSchema processSchema = new ProcessSchema();
  private final Collector<SendIPV4> sends = new Sends();
  private final Collector<ProcessEvent> processes = new Processes();
  private final List<BufferEvents> events = new ArrayList<>();
  private final List<QualityPartial> quality = new ArrayList<>();
  private final BufferSends sendsOfBuffer = new BufferSends();

  private EtlSplit split;
  private EtlBuffer buffer;
  private long offset;
  private long walkedBytes;
  private long eventCount;
  private long eventHash;

  /**
   * Events of one buffer.
   *
   * @param offset offset of the buffer
   * @param count number of events
   * @param hash hash of all fields of all events, in their order
   */
  record BufferEvents(long offset, long count, long hash) {}

  TraceReading(final String name) {
    this.name = name;
    try {
      sendSchema.open(null);
      processSchema.open(null);
    } catch (final Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Resets the results. */
  void start() {
    offset = 0;
    walkedBytes = 0;
    events.clear();
    quality.clear();
  }

  /** Starts a split, whose buffers are added next. */
  void startSplit(final EtlSplit next) {
    if (next.offset() != offset) {
      throw failure("splits cover the file", "split at " + next.offset());
    }
    split = next;
    quality.add(null);
  }

  /** Checks and counts the next buffer of the split, or the end of the trace. */
  void add(final EtlBuffer next) {
    buffer = next;
    final QualityPartial partial = partialOf(next);
    check(next);
    if (!next.condition().isEnd()) {
      offset += next.storedSize();
    }
    walkedBytes += next.recordsEnd();
    decode(partial);
  }

  /** Returns the partial result of the current session: a split has one for each session. */
  private QualityPartial partialOf(final EtlBuffer next) {
    final int last = quality.size() - 1;
    if (quality.get(last) == null) {
      quality.set(last, QualityPartial.startingAt(next));
    } else if (!quality.get(last).trace.id().equals(next.trace().id())) {
      quality.add(QualityPartial.startingAt(next));
    }
    return quality.get(quality.size() - 1);
  }

  private void check(final EtlBuffer next) {
    if (next.offset() != offset) {
      throw failure("buffers cover the file", "buffer at " + next.offset());
    }
    if (next.condition() == BufferCondition.UNREADABLE && split.problem() == null) {
      throw failure("a file in memory is readable", next.problem());
    }
    final boolean mayBeEmpty = next.condition().isEnd() || split.trace().size() == 0;
    if (next.storedSize() < (mayBeEmpty ? 0 : 1)) {
      throw failure("every buffer has bytes", "size " + next.storedSize());
    }
    if (next.recordsEnd() < 0 || next.recordsEnd() > next.bytes().length) {
      throw failure(
          "records end inside the buffer", next.recordsEnd() + " of " + next.bytes().length);
    }
  }

  private void decode(final QualityPartial partial) {
    eventCount = 0;
    eventHash = 0;
    sendsOfBuffer.start();
    sendSchema.deserialize(buffer, sends);
    LossInterval.shownBy(buffer, sendSchema.lastStatistics());
    partial.add(buffer, sendSchema.lastStatistics(), sendsOfBuffer);
    processSchema.deserialize(buffer, processes);
    if (eventCount > 0) {
      events.add(new BufferEvents(buffer.offset(), eventCount, eventHash));
    }
  }

  /** Checks that the split was read to its end. */
  void endSplit() {
    if (offset != split.end()) {
      throw failure("a split is read to its end", "its end is " + split.end());
    }
  }

  /** Checks that the whole file was read. */
  void end(final long octets) {
    if (offset != octets) {
      throw failure("all of the file is read", "its end is " + octets);
    }
  }

  /** Number of record bytes that were walked, after decompression. */
  long walkedBytes() {
    return walkedBytes;
  }

  /** Events of all buffers that have any, in file order. */
  List<BufferEvents> events() {
    return events;
  }

  /** Buffers whose events differ from those of another reading. */
  List<BufferEvents> eventsNotIn(final TraceReading other) {
    final Set<BufferEvents> both = new HashSet<>(other.events);
    return events.stream().filter(own -> !both.contains(own)).toList();
  }

  /** Quality rows of all sessions, with partial results merged in a given order. */
  List<TraceQuality> qualityRows(final int firstAdded) {
    return quality.stream()
        .collect(
            Collectors.groupingBy(
                partial -> partial.trace.id(), LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(partials -> qualityRow(partials, firstAdded))
        .toList();
  }

  private TraceQuality qualityRow(final List<QualityPartial> partials, final int firstAdded) {
    List<QualityPartial> ranges = List.of();
    for (int index = 0; index < partials.size(); index++) {
      ranges =
          QualityPartialMerger.add(ranges, partials.get((firstAdded + index) % partials.size()));
    }
    if (!QualityPartialMerger.isWhole(ranges)) {
      throw failure("partials add up to the trace", ranges.size() + " ranges");
    }
    return QualityPartialMerger.row(QualityPartialMerger.joined(ranges));
  }

  private void count(final long time, final long hash) {
    if (time < split.bounds().from(buffer.offset())) {
      throw failure("no event is earlier than the bound of its buffer", "event at " + time);
    }
    eventCount++;
    eventHash = eventHash * 31 + hash;
  }

  private CheckFailedException failure(final String check, final String details) {
    return new CheckFailedException(
        check, "%s, at offset %d of the trace, read %s".formatted(details, offset, name));
  }

  private final class Sends implements Collector<SendIPV4> {

    @Override
    public void collect(final SendIPV4 send) {
      long hash = send.time;
      hash = hash * 31 + send.PID;
      hash = hash * 31 + send.size;
      hash = hash * 31 + send.daddr;
      hash = hash * 31 + send.saddr;
      hash = hash * 31 + send.dport;
      hash = hash * 31 + send.sport;
      hash = hash * 31 + send.startime;
      hash = hash * 31 + send.endtime;
      hash = hash * 31 + send.seqnum;
      hash = hash * 31 + send.connid;
      hash = hash * 31 + send.cpu;
      count(send.time, hash);
      sendsOfBuffer.add(send.time, false);
    }

    @Override
    public void close() {}
  }

  private final class Processes implements Collector<ProcessEvent> {

    @Override
    public void collect(final ProcessEvent event) {
      count(event.time(), Objects.hash(event.kind().name(), event.observationIn(buffer.trace())));
    }

    @Override
    public void close() {}
  }
}
