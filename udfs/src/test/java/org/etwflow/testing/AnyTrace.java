package org.etwflow.testing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.domains.DomainContextBase;
import org.etwflow.testing.Recording.Step;
import org.etwflow.traces.BufferFault;
import org.etwflow.traces.BufferFaults;
import org.etwflow.traces.ConnectionOptions;
import org.etwflow.traces.Endpoint;
import org.etwflow.traces.FileLayout;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.IpAddress;
import org.etwflow.traces.ProcessEvent;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.SessionClock;
import org.etwflow.traces.SessionEnd;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TrafficEvent;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.WindowsBuild;

/** Arbitrary traces of all kinds that the writer supports. */
public final class AnyTrace extends DomainContextBase {

  private static final int MAX_PORT = 0xFFFF;
  private static final int MAX_CPU = 255;

  /** Longest pause in units of 100 ns. */
  private static final long MILLISECOND = 10_000;

  private static final long DAY = 86_400_000 * MILLISECOND;

  /** 2096-10-02. */
  private static final long LATEST_START = 4_000_000_000_000L;

  /** Faults by buffer number. */
  private record Faults(Map<Long, BufferFault> byNumber) implements BufferFaults {
    @Override
    public BufferFault faultOf(final long sequenceNumber) {
      return byNumber.getOrDefault(sequenceNumber, BufferFault.NONE);
    }
  }

  @Provide
  Arbitrary<Recording> recordings() {
    return Combinators.combine(
            Arbitraries.of(FileLayout.class).flatMap(AnyTrace::sessions),
            steps().list().ofMinSize(2).ofMaxSize(40))
        .as(Recording::new);
  }

  private static Arbitrary<TraceSession> sessions(final FileLayout layout) {
    return Builders.withBuilder(TraceSession::builder)
        .use(Arbitraries.integers().between(1, 6))
        .in((session, ring) -> session.circular(ring).layout(layout))
        .use(Arbitraries.of(WindowsBuild.class))
        .in(TraceSession.Builder::build)
        .use(Arbitraries.of(4, 8))
        .in(TraceSession.Builder::pointerSize)
        .use(Arbitraries.of(SessionClock.class))
        .in(TraceSession.Builder::clock)
        .use(Arbitraries.longs().between(1, 10_000_000_000L))
        .in(TraceSession.Builder::frequency)
        .use(Arbitraries.integers().between(1, 10_000))
        .in(TraceSession.Builder::cpuSpeedInMhz)
        .use(
            Arbitraries.frequencyOf(Tuple.of(9, cpuCounts(4)), Tuple.of(1, cpuCounts(1 + MAX_CPU))))
        .in(TraceSession.Builder::cpuCount)
        .use(Arbitraries.of(1 << 10, 2 << 10, 3 << 10, 8 << 10, 64 << 10))
        .in(TraceSession.Builder::bufferSize)
        .use(Arbitraries.longs().between(0, LATEST_START).map(Instant::ofEpochMilli))
        .in(TraceSession.Builder::startTime)
        .use(Arbitraries.longs().between(0, 400 * DAY))
        .in(TraceSession.Builder::upTime)
        .use(ends(layout))
        .in((session, end) -> session.end(end.get1()).zeroTail(end.get2()))
        .use(faults(layout))
        .in(TraceSession.Builder::faults)
        .build(TraceSession.Builder::build);
  }

  private static Arbitrary<Integer> cpuCounts(final int most) {
    return Arbitraries.integers().between(1, most);
  }

  /** How the session ends, and the number of unused bytes after it. */
  private static Arbitrary<Tuple2<SessionEnd, Long>> ends(final FileLayout layout) {
    final Arbitrary<Tuple2<SessionEnd, Long>> preallocated =
        Combinators.combine(
                Arbitraries.of(SessionEnd.STOPPED, SessionEnd.KILLED),
                Arbitraries.longs().between(0, 10_000))
            .as(Tuple::of);
    return layout == FileLayout.CIRCULAR
        ? preallocated
        : Arbitraries.oneOf(
            preallocated, Arbitraries.of(SessionEnd.class).map(end -> Tuple.of(end, 0L)));
  }

  private static Arbitrary<Faults> faults(final FileLayout layout) {
    return Arbitraries.maps(
            Arbitraries.longs().between(1, 12),
            Arbitraries.of(BufferFault.class)
                .filter(
                    fault ->
                        layout == FileLayout.COMPRESSED || fault != BufferFault.DAMAGED_PACKING))
        .ofMaxSize(4)
        .map(Faults::new);
  }

  private static Arbitrary<Step> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, MAX_CPU),
            Arbitraries.integers().between(1, 15),
            Arbitraries.oneOf(pauses(MILLISECOND), pauses(10_000 * MILLISECOND), pauses(DAY)),
            events().list().ofMinSize(1).ofMaxSize(3))
        .as(Step::new);
  }

  private static Arbitrary<Long> pauses(final long longest) {
    return Arbitraries.longs().between(0, longest);
  }

  private static Arbitrary<Event> events() {
    return Arbitraries.frequencyOf(
        Tuple.of(8, traffic(Event.Traffic::new)),
        Tuple.of(1, traffic(Event.Malformed::new)),
        Tuple.of(1, processes()),
        Tuple.of(1, Arbitraries.integers().between(1, 100).map(Event.Lost::new)),
        Tuple.of(4, noise()));
  }

  private static Arbitrary<RecordEncoding> encodings() {
    return Combinators.combine(
            Arbitraries.of(HeaderKind.class),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(4, 8),
            Arbitraries.of(4, 8),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 7))
        .as(AnyTrace::encoding);
  }

  /** Encoding without the fields that its header does not have. */
  private static RecordEncoding encoding(
      final HeaderKind header,
      final int version,
      final int pointerSize,
      final int connidSize,
      final boolean extended,
      final int counters) {
    return switch (header) {
      case SYSTEM, COMPACT, CLASSIC, CLASSIC_EVENT ->
          new RecordEncoding(header, version, pointerSize, connidSize, false, 0, false);
      case PERFINFO ->
          new RecordEncoding(header, version, pointerSize, connidSize, extended, counters, false);
      case MANIFEST -> new RecordEncoding(header, 2, pointerSize, connidSize, false, 0, extended);
    };
  }

  /** Network events of any type, half of them TCP sends over IPv4. */
  private static Arbitrary<Event> traffic(
      final BiFunction<RecordEncoding, TrafficEvent, Event> as) {
    return Combinators.combine(
            encodings(),
            Arbitraries.oneOf(
                Arbitraries.just(TrafficType.TCP_SEND_IPV4), Arbitraries.of(TrafficType.class)),
            Arbitraries.longs())
        .as(
            (encoding, type, seed) -> {
              final boolean hasVersion0 = type.hasFlow() && !type.isIpv6();
              final RecordEncoding possible =
                  hasVersion0 || encoding.version() > 0 ? encoding : encoding.withVersion(1);
              return as.apply(possible, event(type, possible.version(), new Random(seed)));
            });
  }

  private static TrafficEvent event(
      final TrafficType type, final int version, final Random random) {
    if (!type.hasFlow()) {
      return TrafficEvent.failure(type, random.nextInt(1 << 16), random.nextInt(1 << 16));
    }
    final boolean isShort = version == 0 && type.protocol() == TrafficType.Protocol.UDP;
    final TrafficFlow flow =
        new TrafficFlow(random.nextInt(), end(type.isIpv6(), random), end(type.isIpv6(), random));
    return TrafficEvent.of(type, flow, isShort ? random.nextInt(1 << 16) : random.nextInt())
        .withTimes(random.nextInt(), random.nextInt())
        .withOptions(
            new ConnectionOptions(
                random.nextInt(1 << 16),
                random.nextInt(1 << 16),
                random.nextInt(1 << 16),
                random.nextInt(1 << 16),
                random.nextInt(),
                (short) random.nextInt(),
                (short) random.nextInt()))
        .withIds(random.nextInt(), random.nextLong());
  }

  /** An endpoint; one of four addresses of IPv6 is mapped. */
  private static Endpoint end(final boolean isIpv6, final Random random) {
    final IpAddress ipv4 = IpAddress.ofIpv4(random.nextInt());
    final IpAddress ipv6 =
        random.nextInt(4) == 0
            ? IpAddress.ofIpv6(ipv4.high(), ipv4.low())
            : IpAddress.ofIpv6(random.nextLong(), random.nextLong());
    return new Endpoint(isIpv6 ? ipv6 : ipv4, random.nextInt(1 + MAX_PORT));
  }

  private static Arbitrary<Event> processes() {
    return Combinators.combine(
            Arbitraries.of(HeaderKind.class).filter(header -> header != HeaderKind.MANIFEST),
            Arbitraries.integers().between(2, 4),
            Arbitraries.of(ProcessEvent.Kind.class),
            Arbitraries.integers(),
            Arbitraries.strings().alpha().ofMaxLength(15),
            Arbitraries.strings().ofMaxLength(30))
        .as(
            (header, version, kind, id, image, command) ->
                new Event.ProcessChanged(
                    header, version, new ProcessEvent(kind, id, 4, image, command, id % 2 == 0)));
  }

  private static Arbitrary<Event> noise() {
    return Combinators.combine(
            Arbitraries.of(Event.Kind.class),
            Arbitraries.integers().between(0, 700),
            Arbitraries.longs())
        .as(Event.Noise::new);
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    return Arbitraries.frequencyOf(
            Tuple.of(1, places().map(Damage.Cut::new)),
            Tuple.of(3, overwritten()),
            Tuple.of(2, filled()),
            Tuple.of(1, places().map(Damage.Zeroed::new)),
            Tuple.of(4, fields()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static Arbitrary<Damage> overwritten() {
    return Combinators.combine(
            places(), Arbitraries.integers().between(1, 200), Arbitraries.longs())
        .as(Damage.Overwritten::new);
  }

  private static Arbitrary<Damage> filled() {
    return Combinators.combine(
            places(),
            Arbitraries.oneOf(
                Arbitraries.integers().between(1, 8), Arbitraries.integers().between(1, 2_000)),
            Arbitraries.of((byte) 0, (byte) 0xFF))
        .as(Damage.Filled::new);
  }

  /** Fields that a reader depends on: size, end of the records, flags with type. */
  private static Arbitrary<Damage> fields() {
    return Combinators.combine(
            places(),
            Arbitraries.of(0, 48, 52),
            Arbitraries.oneOf(
                Arbitraries.integers().between(0, 0x7F),
                Arbitraries.integers().between(0, 4_000),
                Arbitraries.integers()))
        .as(Damage.Field::new);
  }

  private static Arbitrary<Integer> places() {
    return Arbitraries.randomValue(random -> random.nextInt(Integer.MAX_VALUE));
  }
}
