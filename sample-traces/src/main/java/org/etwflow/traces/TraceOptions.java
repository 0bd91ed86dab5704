package org.etwflow.traces;

import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a generated trace is like. */
final class TraceOptions {

  private static final int DEFAULT_SENDS = 10_000;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "Bytes of records to log, before compression; 500K, 20M, 1G")
  private Long size;

  @Option(names = "--sends", description = "Sends to log (10,000 unless --size is given)")
  private Long sends;

  @Option(names = "--flows", defaultValue = "200", description = "Flows; Zipf-distributed")
  int flows;

  @Option(names = "--zipf", defaultValue = "1.0", description = "Skew of the flows, 0 for none")
  double zipf;

  @Option(names = "--processes", defaultValue = "20", description = "Processes")
  int processes;

  @Option(names = "--cpus", defaultValue = "4", description = "CPUs")
  private int cpus;

  @Option(names = "--idle-cpus", defaultValue = "0", description = "CPUs flushed only at the end")
  int idleCpus;

  @Option(names = "--seconds", defaultValue = "60", description = "Length of the session")
  int seconds;

  @Option(names = "--seed", defaultValue = "1", description = "The same seed, the same bytes")
  long seed;

  @Option(
      names = "--send-share",
      defaultValue = "0.2",
      description = "Share of sends among all records, 1 for sends only")
  double sendShare;

  @Option(
      names = "--header",
      defaultValue = "PERFINFO",
      description = "Header of the sends: ${COMPLETION-CANDIDATES}")
  private HeaderKind header;

  @Option(names = "--payload-version", defaultValue = "2", description = "0, 1 or 2")
  private int payloadVersion;

  @Option(names = "--pointer-size", defaultValue = "8", description = "4 or 8")
  private int pointerSize;

  @Option(
      names = "--extended-items",
      paramLabel = "N",
      defaultValue = "0",
      description = "One of N manifest sends has extended items")
  int extendedItems;

  @Option(
      names = "--build",
      defaultValue = "WINDOWS_10",
      description = "The Windows that records: ${COMPLETION-CANDIDATES}")
  private WindowsBuild build;

  @Option(
      names = "--start",
      defaultValue = "2026-03-02T09:00:00Z",
      description = "Start of the session (UTC)")
  private Instant start;

  @Option(
      names = "--clock",
      defaultValue = "QPC",
      description = "Clock of the records: ${COMPLETION-CANDIDATES}")
  private SessionClock clock;

  @Option(
      names = "--frequency",
      defaultValue = "10000000",
      description = "Ticks of the performance counter a second")
  private long frequency;

  @Option(
      names = "--buffer-size",
      defaultValue = "64K",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "Bytes of a buffer")
  private long bufferSize;

  @Option(names = "--compressed", description = "Compress the buffers, as a merged trace does")
  private boolean compressed;

  @Option(
      names = "--circular",
      paramLabel = "BUFFERS",
      defaultValue = "0",
      description = "A circular file of so many buffers")
  private int circular;

  @Option(
      names = "--zero-tail",
      defaultValue = "0",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "Unused bytes at the end of a preallocated file")
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
      description = "A record is damaged in one of N buffers")
  private int damagedRecords;

  @Option(
      names = "--damaged-headers",
      paramLabel = "N",
      defaultValue = "0",
      description = "The header of one of N buffers is damaged")
  private int damagedHeaders;

  @Option(
      names = "--damaged-packing",
      paramLabel = "N",
      defaultValue = "0",
      description = "One of N compressed buffers does not decompress")
  private int damagedPacking;

  @Option(
      names = "--lost-buffers",
      paramLabel = "N",
      defaultValue = "0",
      description = "One of N buffers is lost")
  private int lostBuffers;

  @Option(
      names = "--lost-events",
      defaultValue = "0",
      description = "Events that find no buffer, in the middle of the session")
  int lostEvents;

  @Option(
      names = "--malformed-sends",
      paramLabel = "N",
      defaultValue = "0",
      description = "The payload of one of N sends is too short")
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

  RecordEncoding dress() {
    final int connidSize = pointerSize == 8 ? build.connidSize() : 4;
    return new RecordEncoding(header, payloadVersion, pointerSize, connidSize, false, 0, false);
  }

  /** Whether all that is logged can be read. */
  boolean isLossless() {
    return lostBuffers + lostEvents + damagedHeaders + damagedPacking + damagedRecords == 0
        && malformedSends == 0
        && end != SessionEnd.CUT;
  }

  private BufferFault faultOf(long sequenceNumber) {
    final SplitMix64 dice = new SplitMix64(seed ^ sequenceNumber * 0x9E37_79B9L);
    if (isHit(dice, damagedRecords)) {
      return BufferFault.DAMAGED_RECORD;
    }
    if (isHit(dice, damagedHeaders)) {
      return BufferFault.DAMAGED_HEADER;
    }
    if (isHit(dice, damagedPacking)) {
      return BufferFault.DAMAGED_PACKING;
    }
    return isHit(dice, lostBuffers) ? BufferFault.LOST : BufferFault.NONE;
  }

  private static boolean isHit(SplitMix64 dice, int oneIn) {
    return dice.below(Math.max(1, oneIn)) == 0 && oneIn > 0;
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
   * Checks what picocli cannot.
   *
   * @throws IllegalArgumentException naming the option that is out of range
   */
  void check() {
    require(flows >= 1, "--flows must be at least 1");
    require(processes >= 1, "--processes must be at least 1");
    require(seconds >= 1, "--seconds must be at least 1");
    require(zipf >= 0 && zipf <= 10, "--zipf must be 0 to 10");
    require(sendShare > 0 && sendShare <= 1, "--send-share must be over 0 and at most 1");
    require(idleCpus >= 0 && idleCpus < cpus, "--idle-cpus must leave a busy CPU");
    require(!compressed || circular == 0, "a file is compressed or circular, not both");
    require(
        extendedItems == 0 || header == HeaderKind.MANIFEST,
        "--extended-items needs --header MANIFEST");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** A number of bytes, with K, M or G (powers of 1,024) or without. */
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
        throw new TypeConversionException("not a number of bytes: " + text);
      }
    }
  }
}
