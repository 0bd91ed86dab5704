package org.etwflow.source.file;

import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;

/** Classes of file names in folders and archives by whether the file may be a trace. */
@Internal
public enum TraceName {
  /** Name of a trace, packed or not; if it is not readable, data is missing. */
  TRACE,
  /** Name of a numbered file, {@code x.etl.001}: its bytes show whether it is a trace. */
  NUMBERED,
  /** Name of a packed file: it may be a trace or an archive with traces. */
  PACKED,
  /** Hidden: an incomplete copy, or metadata of macOS. */
  HIDDEN,
  /** Any other name. */
  OTHER;

  /** Examples of names of traces, for messages. */
  public static final String EXAMPLES = ".etl, .etl.gz, .etl.zip";

  private static final String PACKED_ENDINGS =
      "\\.(gz|zip|bz2|xz|7z|cab|zst|rar|lz4|tar|tar\\.gz|tgz)";

  private static final Pattern TRACE_NAME = pattern(".*\\.etl(" + PACKED_ENDINGS + ")?");
  private static final Pattern NUMBERED_NAME = pattern(".*\\.etl\\.\\d+");
  private static final Pattern PACKED_NAME = pattern(".*" + PACKED_ENDINGS);

  private static Pattern pattern(final String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /** Classifies a file name without its folders. */
  public static TraceName of(final String file) {
    if (file.startsWith(".")) {
      return HIDDEN;
    }
    if (TRACE_NAME.matcher(file).matches()) {
      return TRACE;
    }
    if (NUMBERED_NAME.matcher(file).matches()) {
      return NUMBERED;
    }
    return PACKED_NAME.matcher(file).matches() ? PACKED : OTHER;
  }
}
