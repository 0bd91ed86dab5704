package org.etwflow.traces;

import java.util.Arrays;

/**
 * Simulates the machine that a trace is recorded on: its processes, their connections, and their
 * sends while the session runs. The same options give the same trace.
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

  private static final int[] PORTS = {443, 443, 443, 80, 445, 1_433, 389, 8_080};

  private static final int FIRST_EPHEMERAL_PORT = 49_152;
  private static final int EPHEMERAL_PORTS = 1 << 14;

  /** 198.18.0.0/15, reserved for benchmarks (RFC 2544). */
  private static final int REMOTE_NETWORK = 198 << 24 | 18 << 16;

  private static final int REMOTE_ADDRESSES = 1 << 17;

  /** Binary digits of a fraction of a tick, so that a mean gap of few ticks stays exact. */
  private static final int FRACTION_BITS = 10;

  private static final int GAP_BITS = 30;

  private static final int SYSTEM_PROCESS = 4;

  /** Mean number of sends after which a process that started during the trace ends. */
  private static final int MEAN_SENDS_OF_SHORT_PROCESS = 400;

  private final TraceOptions options;
  private final TraceSession session;
  private final TraceWriter writer;
  private final SplitMix64 random;
  private final RecordEncoding encoding;
  private final RecordEncoding extendedEncoding;
  private final BackgroundEvents background;
  private final Zipf zipf;
  private final TrafficFlow[] flows;
  private final int[] processOf;
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
  private long sends;
  private long bytes;

  MachineSimulation(TraceOptions options, int number, TraceWriter writer) {
    this.options = options;
    this.writer = writer;
    session = writer.session();
    random = new SplitMix64(options.seed + number);
    encoding = options.encoding();
    extendedEncoding = options.extendedItems > 0 ? encoding.withExtendedItems() : encoding;
    background = BackgroundEvents.accompanying(encoding);
    zipf = new Zipf(options.flows, options.zipf);
    processIds = drawProcessIds(options.processes);
    running = new boolean[options.processes];
    images = new int[options.processes];
    Arrays.setAll(images, process -> process % IMAGES.length);
    flows = new TrafficFlow[options.flows];
    processOf = new int[options.flows];
    connect(number);
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
        send(cpu, ticks);
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
    return sends >= options.sends() || bytes >= options.size();
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

  private void send(int cpu, long ticks) {
    final int index = zipf.draw(random);
    final TrafficFlow flow = flows[index];
    final int process = processOf[index];
    if (!running[process]) {
      process(ProcessEvent.Kind.START, process, cpu, ticks);
    }
    final long number = random.next();
    final int size = sizeOf(number);
    final int endTick = session.tickOf(session.timeOf(ticks));
    final int duration = (number & 0xF0) == 0 ? (int) (number & 0xF) : 0;
    sends++;
    if (isOneIn(options.malformedSends)) {
      final TrafficEvent event =
          TrafficEvent.of(TrafficType.TCP_SEND_IPV4, flow, size)
              .withTimes(endTick - duration, endTick);
      writer.malformedEvent(cpu, ticks, encoding, event);
    } else {
      final RecordEncoding chosen = isOneIn(options.extendedItems) ? extendedEncoding : encoding;
      writer.event(
          cpu, ticks, chosen, TrafficType.TCP_SEND_IPV4, flow, size, endTick - duration, endTick);
      bytes += recordSize(TrafficType.TCP_SEND_IPV4);
    }
    if (process >= runningAtStart() && random.below(MEAN_SENDS_OF_SHORT_PROCESS) == 0) {
      process(ProcessEvent.Kind.END, process, cpu, ticks);
      // Windows reuses the id of an ended process for another program.
      images[process] = (images[process] + 1) % IMAGES.length;
    }
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
    final TrafficFlow flow = flows[zipf.draw(random)];
    return event.type().isFromRemote() ? flow.reversed() : flow;
  }

  /**
   * Number of processes that run before the trace begins: three of four. The others start with
   * their first send.
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

  /**
   * Assigns each flow its process and endpoints. All flows are distinct: flows with the same
   * ephemeral port are 2^14 apart, and the factors below then give different remote addresses.
   */
  private void connect(int number) {
    final int local = 10 << 24 | 20 << 16 | (number / 250) << 8 | (number % 250 + 1);
    for (int i = 0; i < flows.length; i++) {
      processOf[i] = random.below(processIds.length);
      final int ephemeral = FIRST_EPHEMERAL_PORT + i % EPHEMERAL_PORTS;
      final int remote = REMOTE_NETWORK + (i * 7_919 + i / EPHEMERAL_PORTS & REMOTE_ADDRESSES - 1);
      final int port = PORTS[random.below(PORTS.length)];
      final boolean isInbound = random.below(4) == 0;
      flows[i] =
          new TrafficFlow(
              processIds[processOf[i]],
              new Endpoint(IpAddress.ofIpv4(local), isInbound ? port : ephemeral),
              new Endpoint(IpAddress.ofIpv4(remote), isInbound ? ephemeral : port));
    }
  }

  /** Size of the record of an event with its padding, without extended items. */
  private int recordSize(TrafficType type) {
    return (encoding.header().size() + TrafficPayload.size(type, encoding) + 7) & ~7;
  }

  private long plannedRecords() {
    final double share = options.sendShare;
    final int sendSize = recordSize(TrafficType.TCP_SEND_IPV4);
    final double mean = share * sendSize + (1 - share) * background.meanSizeTimes1024() / 1024;
    return (long) Math.min(options.sends() / share, options.size() / mean);
  }
}
