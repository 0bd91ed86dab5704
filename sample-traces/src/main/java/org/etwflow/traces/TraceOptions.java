package org.etwflow.traces;

import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of a generated trace. */
final class TraceOptions {

  private static final int DEFAULT_SENDS = 10_000;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "Bytes of records to log, before compression; 500K, 20M, 1G")
  private Long size;

  @Option(
      names = "--sends",
      description = "Sends and receives of flows to log (10,000 unless --size is given)")
  private Long sends;

  @Option(names = "--flows", defaultValue = "200", description = "Number of flows")
  int flows;

  @Option(
      names = "--zipf",
      defaultValue = "1.0",
      description = "Skew of the Zipf distribution of sends over flows, 0 for uniform")
  double zipf;

  @Option(names = "--processes", defaultValue = "20", description = "Number of processes")
  int processes;

  @Option(names = "--cpus", defaultValue = "4", description = "Number of CPUs")
  private int cpus;

  @Option(
      names = "--idle-cpus",
      defaultValue = "0",
      description = "Number of CPUs that write their buffer only at the end")
  int idleCpus;

  @Option(names = "--seconds", defaultValue = "60", description = "Duration of the session")
  int seconds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the random numbers; the same seed gives the same bytes")
  long seed;

  @Option(
      names = "--send-share",
      defaultValue = "0.2",
      description =
          "Share of sends (of all network events, if there are others) among all records, 1 for"
              + " no other records")
  double sendShare;

  @Option(
      names = "--ipv6",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of flows over IPv6; one of 8 has IPv4-mapped addresses")
  double ipv6;

  @Option(
      names = "--udp",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of flows over UDP")
  double udp;

  @Option(
      names = "--receives",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of receives among sends and receives")
  double receives;

  @Option(
      names = "--connections",
      description =
          "Open and close TCP connections: connect, accept, reconnect, disconnect, retransmit,"
              + " TCPCopy and failures")
  boolean connections;

  @Option(
      names = "--header",
      defaultValue = "PERFINFO",
      description = "Record header of the sends: ${COMPLETION-CANDIDATES}")
  private HeaderKind header;

  @Option(
      names = "--payload-version",
      defaultValue = "2",
      description = "Version of the sends' payload: 0, 1 or 2")
  private int payloadVersion;

  @Option(
      names = "--pointer-size",
      defaultValue = "8",
      description = "Pointer size of the traced Windows: 4 or 8 bytes")
  private int pointerSize;

  @Option(
      names = "--extended-items",
      paramLabel = "N",
      defaultValue = "0",
      description = "One of N manifest events of flows has extended items")
  int extendedItems;

  @Option(
      names = "--build",
      defaultValue = "WINDOWS_10",
      description = "Windows version that records the trace: ${COMPLETION-CANDIDATES}")
  private WindowsBuild build;

  @Option(
      names = "--start",
      defaultValue = "2026-03-02T09:00:00Z",
      description = "Start time of the session (UTC)")
  private Instant start;

  @Option(
      names = "--clock",
      defaultValue = "QPC",
      description = "Clock of the timestamps: ${COMPLETION-CANDIDATES}")
  private SessionClock clock;

  @Option(
      names = "--frequency",
      defaultValue = "10000000",
      description = "Performance counter frequency, in Hz")
  private long frequency;

  @Option(
      names = "--buffer-size",
      defaultValue = "64K",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "Size of a buffer")
  private long bufferSize;

  @Option(names = "--compressed", description = "Compress the buffers, as in a merged trace")
  private boolean compressed;

  @Option(
      names = "--circular",
      paramLabel = "BUFFERS",
      defaultValue = "0",
      description = "Write a circular file of this many buffers")
  private int circular;

  @Option(
      names = "--zero-tail",
      defaultValue = "0",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "Zeroed bytes at the end of a preallocated file")
  private long zeroTail;

  @Option(
      names = "--end",
      defaultValue = "STOPPED",
      description = "How the session ends: ${COMPLETION-CANDIDATES}")
  private SessionEnd end;

  @Option(
      names = "--damaged-records",
      paramLabel = "N",
      defaultValue = "0",
      description = "Damage a record in one of N buffers")
  private int damagedRecords;

  @Option(
      names = "--damaged-headers",
      paramLabel = "N",
      defaultValue = "0",
      description = "Damage the header of one of N buffers")
  private int damagedHeaders;

  @Option(
      names = "--damaged-packing",
      paramLabel = "N",
      defaultValue = "0",
      description = "Damage the compressed bytes of one of N buffers")
  private int damagedPacking;

  @Option(
      names = "--lost-buffers",
      paramLabel = "N",
      defaultValue = "0",
      description = "Lose one of N buffers")
  private int lostBuffers;

  @Option(
      names = "--lost-events",
      defaultValue = "0",
      description = "Number of events to lose in the middle of the session")
  int lostEvents;

  @Option(
      names = "--malformed-sends",
      paramLabel = "N",
      defaultValue = "0",
      description = "Cut off the payload of one of N events of flows")
  int malformedSends;

  TraceSession session() {
    final TraceSession.Builder session =
        TraceSession.builder()
            .build(build)
            .pointerSize(pointerSize)
            .clock(clock)
            .frequency(frequency)
            .cpuCount(cpus)
            .bufferSize(Math.toIntExact(bufferSize))
            .startTime(start)
            .zeroTail(zeroTail)
            .end(end)
            .faults(this::faultOf);
    if (compressed) {
      session.layout(FileLayout.COMPRESSED);
    } else if (circular > 0) {
      session.circular(circular);
    }
    if (header == HeaderKind.MANIFEST) {
      session.name("Network Trace");
    }
    return session.build();
  }

  RecordEncoding encoding() {
    final int connidSize = pointerSize == 8 ? build.connidSize() : 4;
    return new RecordEncoding(header, payloadVersion, pointerSize, connidSize, false, 0, false);
  }

  /**
   * Whether the events of flows are more than TCP sends over IPv4. Then they are all network events
   * of the trace; else receives, UDP and IPv6 are among the background events.
   */
  boolean simulatesTraffic() {
    return connections || ipv6 > 0 || udp > 0 || receives > 0;
  }

  /** Whether every logged event can be read. */
  boolean isLossless() {
    return lostBuffers + lostEvents + damagedHeaders + damagedPacking + damagedRecords == 0
        && malformedSends == 0
        && end != SessionEnd.PARTIAL_COPY;
  }

  private BufferFault faultOf(long sequenceNumber) {
    final SplitMix64 random = new SplitMix64(seed ^ sequenceNumber * 0x9E37_79B9L);
    if (isHit(random, damagedRecords)) {
      return BufferFault.DAMAGED_RECORD;
    }
    if (isHit(random, damagedHeaders)) {
      return BufferFault.DAMAGED_HEADER;
    }
    if (isHit(random, damagedPacking)) {
      return BufferFault.DAMAGED_PACKING;
    }
    return isHit(random, lostBuffers) ? BufferFault.LOST : BufferFault.NONE;
  }

  private static boolean isHit(SplitMix64 random, int oneIn) {
    return random.below(Math.max(1, oneIn)) == 0 && oneIn > 0;
  }

  long size() {
    return size == null ? Long.MAX_VALUE : size;
  }

  long sends() {
    if (sends != null) {
      return sends;
    }
    return size == null ? DEFAULT_SENDS : Long.MAX_VALUE;
  }

  /**
   * Checks the ranges and combinations that picocli does not check.
   *
   * @throws IllegalArgumentException if an option is out of range; its message names the option
   */
  void check() {
    require(flows >= 1, "--flows must be at least 1");
    require(processes >= 1, "--processes must be at least 1");
    require(seconds >= 1, "--seconds must be at least 1");
    require(zipf >= 0 && zipf <= 10, "--zipf must be 0 to 10");
    require(sendShare > 0 && sendShare <= 1, "--send-share must be greater than 0, at most 1");
    require(isShare(ipv6), "--ipv6 must be 0 to 1");
    require(isShare(udp), "--udp must be 0 to 1");
    require(isShare(receives), "--receives must be 0 to 1");
    require(ipv6 == 0 || payloadVersion > 0, "--ipv6 requires --payload-version 1 or 2");
    require(idleCpus >= 0 && idleCpus < cpus, "--idle-cpus must be less than --cpus");
    require(!compressed || circular == 0, "--compressed and --circular exclude each other");
    require(
        extendedItems == 0 || header == HeaderKind.MANIFEST,
        "--extended-items requires --header MANIFEST");
  }

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Converts a number of bytes with an optional suffix K, M or G (powers of 1,024). */
  static final class ByteCount implements ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
      final int unit = "KMG".indexOf(text.charAt(text.length() - 1));
      try {
        if (unit < 0) {
          return Long.parseLong(text);
        }
        return Long.parseLong(text.substring(0, text.length() - 1)) << (10 * (unit + 1));
      } catch (NumberFormatException e) {
        throw new TypeConversionException("expected bytes such as 500K, 20M or 1G: " + text);
      }
    }
  }
}
