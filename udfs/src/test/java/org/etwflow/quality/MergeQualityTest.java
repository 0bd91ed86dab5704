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

/** Partials of a trace give one row, wherever they were cut and in whatever order they come. */
class MergeQualityTest {

  private static final long UNREAD = 17;

  private static QualityFixture told(final Recording recording, final Random random) {
    final WrittenTrace trace = recording.written();
    final byte[] withHole = new Damage.Zeroed(random.nextInt(100)).in(trace, trace.bytes());
    final QualityFixture told = new QualityFixture(random.nextBoolean() ? withHole : trace.bytes());
    for (int bad = random.nextInt(3); bad > 0; bad--) {
      told.cannotRead(random.nextInt(told.buffers()), "problem " + bad);
    }
    return told;
  }

  private static TraceQuality rowOfOne(final QualityFixture told) {
    return MergeQuality.row(
        MergeQuality.joined(List.of(told.partialWithEnd(0, told.buffers(), UNREAD))));
  }

  /** Behind some of them the trace seemed to end before it went on. */
  private static List<QualityPartial> cut(
      final QualityFixture told, final Random random, final boolean withEnds) {
    final List<QualityPartial> partials = new ArrayList<>();
    int from = 0;
    while (from < told.buffers()) {
      final int to = from + 1 + random.nextInt(Math.min(5, told.buffers() - from));
      final boolean isLast = to == told.buffers();
      partials.add(told.partial(from, to));
      if (isLast || (withEnds && random.nextBoolean())) {
        partials.add(told.end(to, isLast ? UNREAD : random.nextInt(100)));
      }
      from = to;
    }
    return partials;
  }

  private static List<QualityPartial> merged(final List<QualityPartial> partials) {
    List<QualityPartial> stretches = List.of();
    for (final QualityPartial partial : partials) {
      stretches = MergeQuality.add(stretches, partial);
    }
    return stretches;
  }

  @Property(tries = 70)
  @Domain(AnyTrace.class)
  @Domain(DomainContext.Global.class)
  void partialsGiveTheRowOfOne(@ForAll final Recording recording, @ForAll final long seed) {
    final Random random = new Random(seed);
    final QualityFixture told = told(recording, random);
    final List<QualityPartial> partials = cut(told, random, false);
    Collections.shuffle(partials, random);

    final List<QualityPartial> all = merged(partials);

    assertThat(MergeQuality.isWhole(all)).isTrue();
    assertThat(MergeQuality.row(MergeQuality.joined(all))).isEqualTo(rowOfOne(told));
  }

  @Property(tries = 70)
  @Domain(AnyTrace.class)
  @Domain(DomainContext.Global.class)
  void endsThatWereNoneChangeNothing(@ForAll final Recording recording, @ForAll final long seed) {
    final Random random = new Random(seed);
    final QualityFixture told = told(recording, random);
    final List<QualityPartial> partials = cut(told, random, true);
    Collections.shuffle(partials, random);

    final List<QualityPartial> all = merged(partials);

    assertThat(MergeQuality.isWhole(all)).isTrue();
    assertThat(MergeQuality.row(MergeQuality.joined(all))).isEqualTo(rowOfOne(told));
  }

  @Property(tries = 50)
  @Domain(AnyTrace.class)
  @Domain(DomainContext.Global.class)
  void aTraceIsWholeWithItsLastPartialAndNotBefore(
      @ForAll final Recording recording, @ForAll final long seed) {
    final Random random = new Random(seed);
    final List<QualityPartial> partials = cut(told(recording, random), random, false);
    Collections.shuffle(partials, random);

    List<QualityPartial> stretches = List.of();
    for (int i = 0; i < partials.size(); i++) {
      stretches = MergeQuality.add(stretches, partials.get(i));
      assertThat(MergeQuality.isWhole(stretches)).isEqualTo(i == partials.size() - 1);
    }
  }

  @Test
  void aTraceThatWentOnIsWholeAgainAtItsNewEnd() {
    final QualityFixture told =
        new QualityFixture(TraceGenerator.inMemory("--sends=300", "--buffer-size=4K").bytes());
    List<QualityPartial> stretches = merged(List.of(told.partialWithEnd(0, 3, 9)));
    assertThat(MergeQuality.isWhole(stretches)).isTrue();
    assertThat(MergeQuality.row(MergeQuality.joined(stretches)).truncatedTail()).isTrue();

    stretches = MergeQuality.add(stretches, told.partial(3, 5));
    assertThat(MergeQuality.isWhole(stretches)).isFalse();

    stretches = MergeQuality.add(stretches, told.partialWithEnd(5, told.buffers(), 0));
    assertThat(MergeQuality.isWhole(stretches)).isTrue();
    assertThat(MergeQuality.row(MergeQuality.joined(stretches)))
        .returns(300L, TraceQuality::sends)
        .returns((long) told.buffers(), TraceQuality::buffers)
        .returns(false, TraceQuality::truncatedTail);
  }

  /** The header of a buffer that is damaged in its sequence number alone. */
  @Test
  void sequenceNumber_thatNoSessionCanHave_isNotCounted() {
    for (final long number : new long[] {Long.MIN_VALUE, -1, 1L << 32, Long.MAX_VALUE}) {
      final byte[] file = TraceGenerator.inMemory("--sends=300", "--buffer-size=4K").bytes();
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(3 * 4_096 + 24, number);

      assertThat(rowOfOne(new QualityFixture(file)).missingBufferSequences()).isBetween(0L, 1L);
    }
  }

  @Test
  void whatCameOfATraceThatIsNotWholeHasARowToo() {
    final QualityFixture told =
        new QualityFixture(TraceGenerator.inMemory("--sends=300", "--buffer-size=4K").bytes());

    final List<QualityPartial> stretches = merged(List.of(told.partial(4, 6), told.partial(0, 2)));

    assertThat(MergeQuality.isWhole(stretches)).isFalse();
    assertThat(MergeQuality.row(MergeQuality.joined(stretches)).buffers()).isEqualTo(4);
  }
}
