package org.etwflow.microbenchmark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;

/** Buffers of a trace in memory. */
final class Buffers {

  private Buffers() {}

  /** Returns all buffers except the log header's, each in an instance of its own. */
  static List<EtlBuffer> of(final byte[] file) throws IOException {
    final BufferReader reader = reader(file);
    final List<EtlBuffer> buffers = new ArrayList<>();
    EtlBuffer buffer = new EtlBuffer();
    while (reader.read(buffer)) {
      if (!buffer.holdsLogHeader()) {
        buffers.add(buffer);
        buffer = new EtlBuffer();
      }
    }
    return buffers;
  }

  /** Returns a reader at the first buffer. */
  static BufferReader reader(final byte[] file) throws IOException {
    final LogHeader header = LogHeader.parse(file, Math.min(file.length, LogHeader.BYTES_NEEDED));
    final Trace trace = new Trace("memory.etl", null, file.length, header);
    return BufferReader.of(trace, new ByteArrayInputStream(file), 0, file.length);
  }
}
