package org.etwflow.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.etwflow.testing.AnyTrace;
import org.etwflow.testing.Damage;
import org.etwflow.testing.QualityFixture;
import org.etwflow.testing.Recording;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

/** Partial results of a trace give one row for any cuts and any order. */
class QualityPartialMergerTest {

  private static final long UNREAD = 17;

  private static QualityFixture fixture(final Recording recording, final Random random) {
    final WrittenTrace trace = recording.written();
    final byte[] withHole = new Damage.Zeroed(random.nextInt(100)).in(trace, trace.bytes());
    final QualityFixture fixture =
        new QualityFixture(random.nextBoolean() ? withHole : trace.bytes());
    for (int bad = random.nextInt(3); bad > 0; bad--) {
      fixture.cannotRead(random.nextInt(fixture.buffers()), "problem " + bad);
    }
    return fixture;
  }

  private static TraceQuality rowOfOne(final QualityFixture fixture) {
    return QualityPartialMerger.row(
        QualityPartialMerger.joined(List.of(fixture.partialWithEnd(0, fixture.buffers(), UNREAD))));
  }

  /** Cuts the trace into partial results. After some of them it seems to end. */
  private static List<QualityPartial> cut(
      final QualityFixture fixture, final Random random, final boolean withEnds) {
    final List<QualityPartial> partials = new ArrayList<>();
    int from = 0;
    while (from < fixture.buffers()) {
      final int to = from + 1 + random.nextInt(Math.min(5, fixture.buffers() - from));
      final boolean isLast = to == fixture.buffers();
      partials.add(fixture.partial(from, to));
      if (isLast || (withEnds && random.nextBoolean())) {
        partials.add(fixture.end(to, isLast ? UNREAD : random.nextInt(100)));
      }
      from = to;
    }
    return partials;
  }

  private static List<QualityPartial> merged(final List<QualityPartial> partials) {
    List<QualityPartial> ranges = List.of();
    for (final QualityPartial partial : partials) {
      ranges = QualityPartialMerger.add(ranges, partial);
    }
    return ranges;
  }

  /** Also with ends of a followed trace that turned out to be premature. */
  @Property(tries = 140)
  @Domain(AnyTrace.class)
  @Domain(DomainContext.Global.class)
  void partials_inAnyOrder_giveSameRow(
      @ForAll final Recording recording,
      @ForAll final long seed,
      @ForAll final boolean withPrematureEnds) {
    final Random random = new Random(seed);
    final QualityFixture fixture = fixture(recording, random);
    final List<QualityPartial> partials = cut(fixture, random, withPrematureEnds);
    Collections.shuffle(partials, random);

    final List<QualityPartial> all = merged(partials);

    assertThat(QualityPartialMerger.isWhole(all)).isTrue();
    assertThat(QualityPartialMerger.row(QualityPartialMerger.joined(all)))
        .isEqualTo(rowOfOne(fixture));
  }

  @Property(tries = 50)
  @Domain(AnyTrace.class)
  @Domain(DomainContext.Global.class)
  void trace_isWholeOnlyWithLastPartial(
      @ForAll final Recording recording, @ForAll final long seed) {
    final Random random = new Random(seed);
    final List<QualityPartial> partials = cut(fixture(recording, random), random, false);
    Collections.shuffle(partials, random);

    List<QualityPartial> ranges = List.of();
    for (int i = 0; i < partials.size(); i++) {
      ranges = QualityPartialMerger.add(ranges, partials.get(i));
      assertThat(QualityPartialMerger.isWhole(ranges)).isEqualTo(i == partials.size() - 1);
    }
  }

  @Test
  void trace_thatHasGrown_isWholeAtItsNewEnd() {
    final QualityFixture fixture =
        new QualityFixture(TraceGenerator.inMemory("--sends=300", "--buffer-size=4K").bytes());
    List<QualityPartial> ranges = merged(List.of(fixture.partialWithEnd(0, 3, 9)));
    assertThat(QualityPartialMerger.isWhole(ranges)).isTrue();
    assertThat(QualityPartialMerger.row(QualityPartialMerger.joined(ranges)).truncatedTail())
        .isTrue();

    ranges = QualityPartialMerger.add(ranges, fixture.partial(3, 5));
    assertThat(QualityPartialMerger.isWhole(ranges)).isFalse();

    ranges = QualityPartialMerger.add(ranges, fixture.partialWithEnd(5, fixture.buffers(), 0));
    assertThat(QualityPartialMerger.isWhole(ranges)).isTrue();
    assertThat(QualityPartialMerger.row(QualityPartialMerger.joined(ranges)))
        .returns(300L, TraceQuality::sends)
        .returns((long) fixture.buffers(), TraceQuality::buffers)
        .returns(false, TraceQuality::truncatedTail);
  }

  /** Header of a buffer with a damaged sequence number. */
  @Test
  void invalidSequenceNumber_isNotCounted() {
    for (final long number : new long[] {Long.MIN_VALUE, -1, 1L << 32, Long.MAX_VALUE}) {
      final byte[] file = TraceGenerator.inMemory("--sends=300", "--buffer-size=4K").bytes();
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(3 * 4_096 + 24, number);

      assertThat(rowOfOne(new QualityFixture(file)).missingBufferSequences()).isBetween(0L, 1L);
    }
  }

  @Test
  void incompleteTrace_hasRow() {
    final QualityFixture fixture =
        new QualityFixture(TraceGenerator.inMemory("--sends=300", "--buffer-size=4K").bytes());

    final List<QualityPartial> ranges =
        merged(List.of(fixture.partial(4, 6), fixture.partial(0, 2)));

    assertThat(QualityPartialMerger.isWhole(ranges)).isFalse();
    assertThat(QualityPartialMerger.row(QualityPartialMerger.joined(ranges)).buffers())
        .isEqualTo(4);
  }
}
