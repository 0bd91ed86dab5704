package org.etwflow.source.comparison;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.RecordKind;
import org.etwflow.event.EventType;

/**
 * Hash function of records over all their bytes (timestamp, header, payload), which merging of
 * traces preserves.
 */
final class RecordHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
  private static final long LAST_FACTOR = 0xD6E8_FEB8_6659_FD93L;
  private static final long NETWORK = 1;

  private static final int GROUP_HEADER = 0x00;

  private RecordHash() {}

  /** Whether a record describes the file, such as a log header: merging does not preserve it. */
  static boolean isFileMetadata(final RecordCursor record) {
    return !record.hasTimestamp()
        || (record.kind() == RecordKind.KERNEL && record.hookId() >>> Byte.SIZE == GROUP_HEADER);
  }

  /** Hash of the record at the cursor. */
  static long of(final RecordCursor record) {
    final byte[] bytes = record.bytes();
    final int end = record.offset() + record.size();
    long hash = record.size();
    for (int at = record.offset(); at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mix(hash, (long) LONG.get(bytes, at));
    }
    // The last eight bytes, which may overlap the ones before; no record is shorter.
    hash = mix(hash, (long) LONG.get(bytes, end - Long.BYTES)) * LAST_FACTOR;
    hash ^= hash >>> Integer.SIZE;
    return isNetworkEvent(record) ? hash | NETWORK : hash & ~NETWORK;
  }

  private static long mix(final long hash, final long bits) {
    final long mixed = (hash ^ bits) * FACTOR;
    return mixed ^ mixed >>> Integer.SIZE;
  }

  /** Whether a hash is that of a network event. */
  static boolean isNetworkEvent(final long hash) {
    return (hash & NETWORK) != 0;
  }

  /** Whether a record is a network event. */
  static boolean isNetworkEvent(final RecordCursor record) {
    return EventType.isEvent(record);
  }
}
