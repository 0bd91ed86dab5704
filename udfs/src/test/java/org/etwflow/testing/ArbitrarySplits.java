package org.etwflow.testing;

import java.util.List;
import java.util.OptionalLong;
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
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.file.ZipEntry;
import org.etwflow.source.split.BufferRange;
import org.etwflow.source.split.Cuts;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.LowerBounds;
import org.etwflow.source.split.LowerBoundsBuilder;
import org.etwflow.source.split.SplitKind;
import org.etwflow.source.split.SplitTimes;
import org.etwflow.source.split.TraceRemark;

/** Arbitrary traces and splits with any valid values in their fields. */
public final class ArbitrarySplits {

  private ArbitrarySplits() {}

  /** Traces with and without a host, with and without a log header. */
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

  /** Splits of every kind; some up to the end of the stream, some assigned before. */
  public static Arbitrary<EtlSplit> splits() {
    return Combinators.combine(
            Arbitraries.strings(),
            traces(),
            locations(),
            Arbitraries.strings().injectNull(0.5).tuple2(),
            kinds(),
            ranges(),
            times())
        .as(
            (id, trace, location, remark, kind, range, times) ->
                new EtlSplit(
                    id,
                    trace,
                    location,
                    new TraceRemark(remark.get1(), remark.get2()),
                    kind,
                    range,
                    times));
  }

  private static Arbitrary<SplitKind> kinds() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            new SplitKind.Buffers(false),
            new SplitKind.Buffers(true),
            new SplitKind.ProcessScan(),
            new SplitKind.EndOfTrace(),
            new SplitKind.MissingSoFar()),
        Combinators.combine(Arbitraries.strings(), Arbitraries.of(true, false))
            .as(SplitKind.Unreadable::new),
        Arbitraries.strings().map(SplitKind.Duplicate::new));
  }

  private static Arbitrary<BufferRange> ranges() {
    return Combinators.combine(
            Arbitraries.longs().tuple2(),
            Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.just(BufferReader.TO_END_OF_STREAM)),
            Arbitraries.of(true, false),
            Combinators.combine(Arbitraries.longs(), Arbitraries.integers())
                .as(Cuts::new)
                .injectNull(0.5))
        .as(
            (offsets, end, startsAtCut, cuts) ->
                new BufferRange(offsets.get1(), offsets.get2(), end, startsAtCut, cuts));
  }

  private static Arbitrary<SplitTimes> times() {
    return Combinators.combine(bounds(), Arbitraries.longs().injectNull(0.3), Arbitraries.longs())
        .as(
            (bounds, reached, rest) ->
                new SplitTimes(
                    bounds,
                    reached == null ? OptionalLong.empty() : OptionalLong.of(reached),
                    rest));
  }

  private static Arbitrary<TraceLocation> locations() {
    final Arbitrary<ZipEntry> entries =
        Combinators.combine(
                Arbitraries.strings(),
                Arbitraries.longs().tuple4(),
                Arbitraries.integers().tuple2())
            .as(
                (name, longs, ints) ->
                    new ZipEntry(
                        name,
                        longs.get1(),
                        ints.get1(),
                        ints.get2(),
                        longs.get2(),
                        longs.get3(),
                        longs.get4()));
    return Combinators.combine(Arbitraries.strings(), entries.injectNull(0.5))
        .as(TraceLocation::new);
  }

  /** Bounds of no buffers, and of more buffers than a split has bounds. */
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
