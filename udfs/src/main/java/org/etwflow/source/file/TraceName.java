package org.etwflow.source.file;

import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;

/** What the name of a file in a folder, or in an archive, says of whether it is a trace. */
@Internal
public enum TraceName {
  /** A trace, packed or not. If it cannot be read, something is missing. */
  TRACE,
  /** One of a row of files, {@code x.etl.001}: perhaps a trace, which its bytes show. */
  NUMBERED,
  /** Packed, and perhaps a trace, or an archive with traces in it. */
  PACKED,
  /** Hidden: a copy that is not complete yet, or what a Mac keeps beside its files. */
  HIDDEN,
  /** Anything else. */
  OTHER;

  /** For messages. */
  public static final String EXAMPLES = ".etl, .etl.gz, .etl.zip";

  private static final String PACKED_ENDINGS =
      "\\.(gz|zip|bz2|xz|7z|cab|zst|rar|lz4|tar|tar\\.gz|tgz)";

  private static final Pattern TRACE_NAME = pattern(".*\\.etl(" + PACKED_ENDINGS + ")?");
  private static final Pattern NUMBERED_NAME = pattern(".*\\.etl\\.\\d+");
  private static final Pattern PACKED_NAME = pattern(".*" + PACKED_ENDINGS);

  private static Pattern pattern(final String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /** What a file's own name, without its folders, says. */
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
