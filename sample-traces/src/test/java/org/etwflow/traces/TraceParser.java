package org.etwflow.traces;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Minimal trace reader: compares written traces with real ones and reads sends back. It shares only
 * field names with the writer.
 */
final class TraceParser {

  private final ByteBuffer file;

  TraceParser(byte[] bytes) {
    file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A buffer: its file offset, header fields by name, records (decompressed) and unused bytes. */
  record Buffer(int fileOffset, Map<String, Long> header, ByteBuffer body, ByteBuffer unused) {

    long get(String field) {
      return header.get(field);
    }

    boolean has(int flag) {
      return (get("BufferFlag") & flag) != 0;
    }

    int cpu() {
      return (int) (has(0x20) ? get("ProcessorIndex") : get("ProcessorIndex") & 0xFF);
    }
  }

  /**
   * A record: its offset in the uncompressed buffer, counted from the buffer header, and its bytes.
   */
  record Event(Buffer buffer, int position, ByteBuffer bytes) {

    int kind() {
      return bytes.get(2) & 0xFF;
    }

    int u16(int at) {
      return bytes.getShort(at) & 0xFFFF;
    }

    int u8(int at) {
      return bytes.get(at) & 0xFF;
    }

    boolean isKernel() {
      final boolean isMessage = u8(3) == 0x90;
      return !isMessage && (kind() < 5 || kind() == 0x10 || kind() == 0x11);
    }

    /** Hook id (group and type) of a kernel record, otherwise -1. */
    int hook() {
      return isKernel() ? u16(6) : -1;
    }

    long timestamp() {
      return bytes.getLong(kind() == 0x10 || kind() == 0x11 ? 8 : 16);
    }
  }

  List<Buffer> buffers() {
    final List<Buffer> buffers = new ArrayList<>();
    int at = 0;
    while (at + 72 <= file.limit() && file.getInt(at) >= 72) {
      final Buffer buffer = buffer(at);
      buffers.add(buffer);
      at += (int) buffer.get("BufferSize");
    }
    return buffers;
  }

  Buffer buffer(int at) {
    final Map<String, Long> header = new LinkedHashMap<>();
    header.put("BufferSize", (long) file.getInt(at));
    header.put("SavedOffset", (long) file.getInt(at + 4));
    header.put("CurrentOffset", (long) file.getInt(at + 8));
    header.put("ReferenceCount", (long) file.getInt(at + 12));
    header.put("TimeStamp", file.getLong(at + 16));
    header.put("SequenceNumber", file.getLong(at + 24));
    header.put("ProcessorIndex", (long) (file.getShort(at + 40) & 0xFFFF));
    header.put("LoggerId", (long) (file.getShort(at + 42) & 0xFFFF));
    header.put("State", (long) file.getInt(at + 44));
    header.put("Offset", (long) file.getInt(at + 48));
    header.put("BufferFlag", (long) (file.getShort(at + 52) & 0xFFFF));
    header.put("BufferType", (long) (file.getShort(at + 54) & 0xFFFF));
    final int size = file.getInt(at);
    final int used = file.getInt(at + 48);
    if ((header.get("BufferFlag") & 0x40) != 0) {
      final ByteBuffer body = decompress(file.slice(at + 72, size - 72), used - 72);
      return new Buffer(at, header, body, ByteBuffer.allocate(0));
    }
    final int present = Math.min(used, file.limit() - at);
    final int end = Math.min(at + size, file.limit());
    return new Buffer(
        at,
        header,
        file.slice(at + 72, present - 72).order(ByteOrder.LITTLE_ENDIAN),
        file.slice(at + present, end - at - present));
  }

  static List<Event> records(Buffer buffer) {
    final List<Event> records = new ArrayList<>();
    final ByteBuffer body = buffer.body();
    int at = 0;
    while (at + 8 <= body.limit()) {
      final int kind = body.get(at + 2) & 0xFF;
      final int marker = body.get(at + 3) & 0xF0;
      final boolean sizeAtFour = marker == 0xC0 && (kind < 5 || kind == 0x10 || kind == 0x11);
      final int size = body.getShort(at + (sizeAtFour ? 4 : 0)) & 0xFFFF;
      if ((marker != 0xC0 && marker != 0x90) || size < 8 || at + size > body.limit()) {
        break;
      }
      records.add(new Event(buffer, at + 72, body.slice(at, size).order(ByteOrder.LITTLE_ENDIAN)));
      at += (size + 7) / 8 * 8;
    }
    return records;
  }

  List<Event> records() {
    return buffers().stream().flatMap(buffer -> records(buffer).stream()).toList();
  }

  /** Fields of TRACE_LOGFILE_HEADER by name. */
  Map<String, Object> logHeader() {
    final int pointer = file.get(74) == 2 ? 8 : 4;
    final int at = 72 + 32;
    final Map<String, Object> header = new LinkedHashMap<>();
    header.put("BufferSize", file.getInt(at));
    header.put("Version", file.getInt(at + 4));
    header.put("ProviderVersion", file.getInt(at + 8));
    header.put("NumberOfProcessors", file.getInt(at + 12));
    header.put("EndTime", file.getLong(at + 16));
    header.put("TimerResolution", file.getInt(at + 24));
    header.put("MaximumFileSize", file.getInt(at + 28));
    header.put("LogFileMode", file.getInt(at + 32));
    header.put("BuffersWritten", file.getInt(at + 36));
    header.put("StartBuffers", file.getInt(at + 40));
    header.put("PointerSize", file.getInt(at + 44));
    header.put("EventsLost", file.getInt(at + 48));
    header.put("CpuSpeedInMHz", file.getInt(at + 52));
    final int times = at + (56 + 2 * pointer + 172 + 7) / 8 * 8;
    header.put("BootTime", file.getLong(times));
    header.put("PerfFreq", file.getLong(times + 8));
    header.put("StartTime", file.getLong(times + 16));
    header.put("ReservedFlags", file.getInt(times + 24));
    header.put("BuffersLost", file.getInt(times + 28));
    final int end = 72 + (file.getShort(76) & 0xFFFF);
    final byte[] strings = new byte[end - times - 32];
    file.get(times + 32, strings);
    final String[] names = new String(strings, StandardCharsets.UTF_16LE).split("\0", -1);
    header.put("LoggerName", names[0]);
    header.put("LogFileName", names[1]);
    return header;
  }

  /** Plain LZ77 decompression (MS-XCA section 2.4). */
  static ByteBuffer decompress(ByteBuffer source, int size) {
    final ByteBuffer in = source.order(ByteOrder.LITTLE_ENDIAN);
    final byte[] out = new byte[size];
    int at = 0;
    int flags = 0;
    int flagsLeft = 0;
    int half = -1;
    while (at < size) {
      if (flagsLeft == 0) {
        flags = in.getInt();
        flagsLeft = 32;
      }
      flagsLeft--;
      if ((flags >>> flagsLeft & 1) == 0) {
        out[at++] = in.get();
        continue;
      }
      final int match = in.getShort() & 0xFFFF;
      int length = match & 7;
      if (length == 7) {
        if (half < 0) {
          half = in.position();
          length = in.get() & 15;
        } else {
          length = (in.get(half) & 0xFF) >>> 4;
          half = -1;
        }
        if (length == 15) {
          length = in.get() & 0xFF;
          if (length == 255) {
            length = in.getShort() & 0xFFFF;
            length = length == 0 ? in.getInt() : length;
            length -= 15 + 7;
          }
          length += 15;
        }
        length += 7;
      }
      length += 3;
      final int distance = (match >>> 3) + 1;
      for (int count = 0; count < length; count++, at++) {
        out[at] = out[at - distance];
      }
    }
    return ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
  }
}
