package org.etwflow.source.file;

import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.EtlFormatException;
import org.etwflow.etl.LogHeader;

/** First bytes of a file or of an unpacked trace: its format, and the log header of a trace. */
@Internal
public final class FileStart {

  private final byte[] bytes;
  private final FileKind kind;

  private FileStart(final byte[] bytes) {
    this.bytes = bytes;
    this.kind = FileKind.of(bytes, bytes.length);
  }

  static FileStart read(final InputStream in) throws IOException {
    return new FileStart(in.readNBytes(LogHeader.BYTES_NEEDED));
  }

  /** Format of the file. */
  public FileKind kind() {
    return kind;
  }

  /**
   * Log header of a file that is a trace itself.
   *
   * @throws EtlFormatException if there is no readable one
   */
  public LogHeader logHeader() throws EtlFormatException {
    return logHeader("");
  }

  /**
   * Log header of a trace.
   *
   * @param place location of the bytes for messages, see {@link FileKind#advice}
   */
  LogHeader logHeader(final String place) throws EtlFormatException {
    if (kind != FileKind.PLAIN) {
      throw new EtlFormatException(kind.advice(place));
    }
    return LogHeader.parse(bytes, bytes.length);
  }
}
