package org.etwflow.testing;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.LowerBounds;
import org.etwflow.source.split.LowerBoundsBuilder;
import org.etwflow.source.split.TraceRemark;

/** Traces and splits with anything in their fields that a trace may have there. */
public final class ArbitrarySplits {

  private ArbitrarySplits() {}

  /** Some without a host, some without a log header. */
  public static Arbitrary<Trace> traces() {
    return Combinators.combine(
            Arbitraries.strings(),
            Arbitraries.strings().injectNull(0.3),
            Arbitraries.longs(),
            Arbitraries.randomValue(ArbitrarySplits::header).injectNull(0.3),
            Arbitraries.longs(),
            Arbitraries.integers(),
            spans().list().ofMaxSize(3).injectNull(0.3))
        .as(Trace::new);
  }

  private static Arbitrary<TimeSpan> spans() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(TimeSpan::new);
  }

  /** Some up to the end of a stream, some at the end of their trace, some with a problem. */
  public static Arbitrary<EtlSplit> splits() {
    return Combinators.combine(
            Arbitraries.strings(),
            traces(),
            Arbitraries.longs(),
            Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.just(BufferReader.TO_END_OF_STREAM)),
            bounds(),
            Arbitraries.longs().tuple2(),
            Arbitraries.of(true, false).tuple2(),
            Arbitraries.strings().injectNull(0.5).tuple3())
        .as(
            (id, trace, offset, end, bounds, times, is, texts) ->
                new EtlSplit(
                    id,
                    trace,
                    offset,
                    end,
                    bounds,
                    times.get1(),
                    times.get2(),
                    is.get1(),
                    texts.get1(),
                    is.get2(),
                    new TraceRemark(texts.get2(), texts.get3())));
  }

  /** Of no buffer, and of more buffers than a split has bounds. */
  public static Arbitrary<LowerBounds> bounds() {
    return Arbitraries.longs().list().ofMaxSize(20).map(ArbitrarySplits::bounds);
  }

  private static LowerBounds bounds(final List<Long> firstTimes) {
    final LowerBoundsBuilder builder = new LowerBoundsBuilder();
    for (int buffer = 0; buffer < firstTimes.size(); buffer++) {
      builder.add(4_096L * buffer, firstTimes.get(buffer));
    }
    return builder.build();
  }

  private static LogHeader header(final Random random) {
    final ClockType[] clocks = ClockType.values();
    return new LogHeader(
        random.nextInt(),
        random.nextBoolean(),
        random.nextInt(),
        random.nextInt(),
        random.nextInt(),
        random.nextLong(),
        clocks[random.nextInt(clocks.length)],
        new TraceClock(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong());
  }
}
