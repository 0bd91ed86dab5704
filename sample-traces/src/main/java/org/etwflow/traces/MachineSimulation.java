package org.etwflow.traces;

import java.util.Arrays;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;

/**
 * Simulates the machine that a trace is recorded on: its processes, their flows, and their network
 * events while the session runs. The same options give the same trace.
 */
final class MachineSimulation {

  private static final String[] IMAGES = {
    "System",
    "svchost.exe",
    "chrome.exe",
    "msedge.exe",
    "Teams.exe",
    "OneDrive.exe",
    "lsass.exe",
    "sqlservr.exe",
    "w3wp.exe",
    "outlook.exe",
    "explorer.exe",
    "java.exe",
    "MsMpEng.exe",
    "node.exe",
    "backup.exe",
    "python.exe"
  };

  /** Binary digits of a fraction of a tick, so that a mean gap of few ticks stays exact. */
  private static final int FRACTION_BITS = 10;

  private static final int GAP_BITS = 30;

  private static final int SYSTEM_PROCESS = 4;

  /** Mean number of network events after which a process that started during the trace ends. */
  private static final int MEAN_EVENTS_OF_SHORT_PROCESS = 400;

  private static final int LONGEST_DATAGRAM = 1_472;
  private static final int LONGEST_SEGMENT = 1_460;

  private static final int PROTO_IPV4 = 2;
  private static final int PROTO_IPV6 = 23;

  /** Failure codes begin at 1. */
  private static final int FAILURE_CODES = 6;

  /** Network events per send or receive with connections: more than there are, to end in time. */
  private static final double EVENTS_WITH_CONNECTIONS = 1.05;

  private final TraceOptions options;
  private final TraceSession session;
  private final TraceWriter writer;
  private final SplitMix64 random;
  private final RecordEncoding encoding;
  private final RecordEncoding extendedEncoding;
  private final BackgroundEvents background;
  private final Zipf zipf;
  private final SimulatedFlows flows;
  private final int[] processIds;
  private final boolean[] running;
  private final int[] images;
  private final int busyCpus;
  private final long sendThreshold;
  private final long plannedRecords;
  private final int meanGap;
  private final int gapShift;
  private final long idlePeriod;

  private long elapsed;
  private long records;
  private long sendsAndReceives;
  private long bytes;

  MachineSimulation(TraceOptions options, int number, TraceWriter writer) {
    this.options = options;
    this.writer = writer;
    session = writer.session();
    random = new SplitMix64(options.seed + number);
    encoding = options.encoding();
    extendedEncoding = options.extendedItems > 0 ? encoding.withExtendedItems() : encoding;
    background = BackgroundEvents.accompanying(encoding, !options.simulatesTraffic());
    zipf = new Zipf(options.flows, options.zipf);
    processIds = drawProcessIds(options.processes);
    running = new boolean[options.processes];
    images = new int[options.processes];
    Arrays.setAll(images, process -> process % IMAGES.length);
    flows = new SimulatedFlows(options, number, processIds, random);
    busyCpus = session.cpuCount() - options.idleCpus;
    sendThreshold = (long) (options.sendShare * (1L << 32));
    plannedRecords = Math.max(1, plannedRecords());
    // Plans for 99 % of the session: random gaps may add up to more than their mean.
    final long length = options.seconds * session.ticksPerSecond() / 100 * 99;
    final long gap = (length << FRACTION_BITS) / plannedRecords;
    // With a fast clock and few records, gaps are drawn in coarser steps to fit an int.
    gapShift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(gap) - GAP_BITS);
    meanGap = (int) (gap >>> gapShift);
    idlePeriod = Math.max(1, plannedRecords / (session.bufferSize() / 256));
  }

  /** Records the session from its start to its end. */
  void run() {
    rundown(ProcessEvent.Kind.DC_START, runningAtStart(), 0);
    while (!isDone()) {
      elapsed += (long) random.below(2 * meanGap + 1) << gapShift;
      final long ticks = session.startTicks() + (elapsed >>> FRACTION_BITS);
      records++;
      if (loseRecord()) {
        continue;
      }
      final int cpu = nextCpu();
      if ((random.next() >>> 32) < sendThreshold) {
        networkEvent(cpu, ticks);
      } else {
        backgroundEvent(cpu, ticks);
      }
    }
    final long end = options.seconds * session.ticksPerSecond();
    final long last = Math.max(end, elapsed >>> FRACTION_BITS);
    rundown(ProcessEvent.Kind.DC_END, running.length, last);
    writer.endAt(session.startTicks() + last);
  }

  private boolean isDone() {
    return sendsAndReceives >= options.sends() || bytes >= options.size();
  }

  /** Loses a run of consecutive records in the middle of the trace (EventsLost). */
  private boolean loseRecord() {
    final long first = plannedRecords / 2;
    if (records < first || records >= first + options.lostEvents) {
      return false;
    }
    writer.loseEvents(nextCpu(), 1);
    return true;
  }

  /**
   * Chooses the CPU of the next record. Low-numbered busy CPUs get more records than the others;
   * idle CPUs get too few to ever fill a buffer.
   */
  private int nextCpu() {
    if (busyCpus < session.cpuCount() && records % idlePeriod == 0) {
      return busyCpus + random.below(session.cpuCount() - busyCpus);
    }
    final long number = random.next();
    final int one = (int) (((number >>> 32) * busyCpus) >>> 32);
    final int other = (int) (((number & 0xFFFF_FFFFL) * busyCpus) >>> 32);
    return Math.min(one, other);
  }

  private void networkEvent(int cpu, long ticks) {
    final int index = zipf.draw(random);
    final int process = flows.processOf(index);
    if (!running[process]) {
      process(ProcessEvent.Kind.START, process, cpu, ticks);
    }
    write(cpu, ticks, flows.next(index), flows.get(index), random.next());
    if (process >= runningAtStart() && random.below(MEAN_EVENTS_OF_SHORT_PROCESS) == 0) {
      process(ProcessEvent.Kind.END, process, cpu, ticks);
      // Windows reuses the id of an ended process for another program.
      images[process] = (images[process] + 1) % IMAGES.length;
    }
  }

  /**
   * Writes a network event.
   *
   * @param number random bits for its payload
   */
  private void write(int cpu, long ticks, TrafficType type, TrafficFlow flow, long number) {
    final Kind kind = type.kind();
    if (kind == Kind.SEND || kind == Kind.RECEIVE) {
      sendsAndReceives++;
    }
    if (isOneIn(options.malformedSends)) {
      writer.malformedEvent(cpu, ticks, encoding, rareEvent(ticks, type, flow, number));
      return;
    }
    final RecordEncoding chosen = isOneIn(options.extendedItems) ? extendedEncoding : encoding;
    bytes += recordSize(type);
    switch (kind) {
      case SEND, RETRANSMIT -> frequentEvent(cpu, ticks, chosen, type, flow, number);
      case RECEIVE -> {
        frequentEvent(cpu, ticks, chosen, type, flow, number);
        copy(cpu, ticks, chosen, type, flow, number);
      }
      default -> writer.event(cpu, ticks, chosen, rareEvent(ticks, type, flow, number));
    }
  }

  /** Writes an event without allocating an object. */
  private void frequentEvent(
      int cpu, long ticks, RecordEncoding chosen, TrafficType type, TrafficFlow flow, long number) {
    final int size = sizeOf(type, number);
    if (type.layout() == TrafficType.Layout.SEND) {
      final int endTick = endTick(ticks);
      final int startTick = endTick - durationOf(number);
      writer.event(cpu, ticks, chosen, type, flow, size, startTick, endTick);
    } else {
      writer.event(cpu, ticks, chosen, type, flow, size, 0, 0);
    }
  }

  /** Writes a TCPCopy beside some receives. */
  private void copy(
      int cpu,
      long ticks,
      RecordEncoding chosen,
      TrafficType received,
      TrafficFlow flow,
      long number) {
    if (!options.connections || received.protocol() == Protocol.UDP || (number & 0xF00) != 0) {
      return;
    }
    final TrafficType type = TrafficType.of(Protocol.TCP, Kind.COPY, received.isIpv6());
    writer.event(cpu, ticks, chosen, type, flow, sizeOf(received, number), 0, 0);
    bytes += recordSize(type);
  }

  private TrafficEvent rareEvent(long ticks, TrafficType type, TrafficFlow flow, long number) {
    if (type.kind() == Kind.FAIL) {
      final int proto = flow.isIpv6() ? PROTO_IPV6 : PROTO_IPV4;
      return TrafficEvent.failure(type, proto, 1 + (int) (number >>> 60) % FAILURE_CODES);
    }
    final TrafficEvent event = TrafficEvent.of(type, flow, sizeOf(type, number));
    return switch (type.layout()) {
      case SEND -> event.withTimes(endTick(ticks) - durationOf(number), endTick(ticks));
      case GROUP_2 -> event.withOptions(ConnectionOptions.TYPICAL);
      case GROUP_1, FAIL -> event;
    };
  }

  private int endTick(long ticks) {
    return session.tickOf(session.timeOf(ticks));
  }

  /** Duration of a send in ticks: mostly 0. */
  private static int durationOf(long number) {
    return (number & 0xF0) == 0 ? (int) (number & 0xF) : 0;
  }

  /** Bytes of an event; 0 for the events that open or close a connection. */
  private static int sizeOf(TrafficType type, long number) {
    return switch (type.kind()) {
      case SEND, RECEIVE ->
          type.protocol() == Protocol.TCP ? sizeOf(number) : limited(number, LONGEST_DATAGRAM);
      case RETRANSMIT -> limited(number, LONGEST_SEGMENT);
      default -> 0;
    };
  }

  private static int limited(long number, int max) {
    return 1 + (sizeOf(number) - 1) % max;
  }

  /** Bytes of a send, 1 to 65,536; the number of bits is uniform, so small sends are frequent. */
  private static int sizeOf(long number) {
    final int bits = 1 + (int) (number >>> 44 & 0xF);
    return 1 + ((int) (number >>> 48) & ((1 << bits) - 1));
  }

  private boolean isOneIn(int count) {
    return count > 0 && random.below(count) == 0;
  }

  private void backgroundEvent(int cpu, long ticks) {
    final BackgroundEvents.Event event = background.draw(random);
    if (event instanceof BackgroundEvents.Other other) {
      otherEvent(cpu, ticks, other);
    } else if (event instanceof BackgroundEvents.Network network) {
      final TrafficFlow flow = flowOf(network);
      writer.event(cpu, ticks, network.encoding(), network.type(), flow, network.size(), 0, 0);
    }
    bytes += (event.length() + 7) & ~7;
  }

  private void otherEvent(int cpu, long ticks, BackgroundEvents.Other event) {
    final int at = writer.append(cpu, ticks, event.image());
    if (event.isNoisy()) {
      final int payload = at + event.image().payloadAt();
      LittleEndianWriter.putLong(
          writer.bytesOf(cpu), payload, random.next() & 0x0000_1FFC_0000_1FFCL);
    }
  }

  /** The flow of a background event: its own, or a random one, with saddr as its local end. */
  private TrafficFlow flowOf(BackgroundEvents.Network event) {
    if (event.flow() != null) {
      return event.flow();
    }
    final TrafficFlow flow = flows.get(zipf.draw(random));
    return event.type().isFromRemote() ? flow.reversed() : flow;
  }

  /**
   * Number of processes that run before the trace begins: three of four. The others start with
   * their first network event.
   */
  private int runningAtStart() {
    return (running.length * 3 + 3) / 4;
  }

  private void rundown(ProcessEvent.Kind kind, int count, long sinceStart) {
    for (int process = 0; process < count; process++) {
      if (running[process] == (kind == ProcessEvent.Kind.DC_END)) {
        process(kind, process, 0, session.startTicks() + sinceStart);
      }
    }
  }

  /** Writes a process record, except in manifest traces: the network provider has none. */
  private void process(ProcessEvent.Kind kind, int process, int cpu, long ticks) {
    running[process] = kind == ProcessEvent.Kind.START || kind == ProcessEvent.Kind.DC_START;
    if (encoding.header() == HeaderKind.MANIFEST) {
      return;
    }
    final String image = IMAGES[images[process]];
    final boolean isSystem = processIds[process] == SYSTEM_PROCESS;
    final ProcessEvent event =
        new ProcessEvent(
            kind,
            processIds[process],
            isSystem ? 0 : SYSTEM_PROCESS,
            image,
            isSystem ? "" : "C:\\Program Files\\" + image,
            process % 5 != 4);
    writer.process(cpu, ticks, encoding.header(), 4, event);
  }

  /** Distinct multiples of 4, as Windows assigns them; the first is the System process. */
  private int[] drawProcessIds(int count) {
    final int[] ids = new int[count];
    int id = SYSTEM_PROCESS;
    for (int process = 0; process < count; process++) {
      ids[process] = id;
      id += 4 * (1 + random.below(200));
    }
    return ids;
  }

  /** Size of the record of an event with its padding, without extended items. */
  private int recordSize(TrafficType type) {
    return (encoding.header().size() + TrafficPayload.size(type, encoding) + 7) & ~7;
  }

  private long plannedRecords() {
    final double share = options.sendShare;
    final double mean =
        share * meanRecordSize() + (1 - share) * background.meanSizeTimes1024() / 1024;
    final double factor = options.connections ? EVENTS_WITH_CONNECTIONS : 1;
    return (long) Math.min(options.sends() * factor / share, options.size() / mean);
  }

  /** Mean size of the record of a send or receive. */
  private double meanRecordSize() {
    double mean = 0;
    for (final Protocol protocol : Protocol.values()) {
      final double flows = protocol == Protocol.UDP ? options.udp : 1 - options.udp;
      mean += flows * (1 - options.ipv6) * meanRecordSize(protocol, false);
      mean += flows * options.ipv6 * meanRecordSize(protocol, true);
    }
    return mean;
  }

  private double meanRecordSize(Protocol protocol, boolean ipv6) {
    final TrafficType send = TrafficType.of(protocol, Kind.SEND, ipv6);
    final TrafficType receive = TrafficType.of(protocol, Kind.RECEIVE, ipv6);
    return (1 - options.receives) * recordSize(send) + options.receives * recordSize(receive);
  }
}
