package org.etwflow.source.file;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;

/** How the bytes of a trace are packed into a file, as the first bytes of the file show. */
@Internal
public enum FileKind {
  GZIP("a gzip file", "'gunzip'", "1f8b"),
  BZIP2("a bzip2 file", "'bunzip2'", "425a68"),
  XZ("an xz file", "'unxz'", "fd377a585a00"),
  ZIP("a zip archive", "'7z x'", "504b0304|504b0506|504b0708"),
  SEVEN_ZIP("a 7z archive", "'7z x'", "377abcaf271c"),
  CABINET(
      "a cabinet archive",
      "'expand -F:*' on Windows, 'cabextract' or '7z x' elsewhere",
      "4d53434600000000"),
  RAR("a rar archive", "'unrar x' or '7z x'", "526172211a07"),
  ZSTANDARD("a file packed by zstd", "'unzstd'", "28b52ffd"),
  LZ4("a file packed by lz4", "'unlz4'", "04224d18"),
  WINDOWS_IMAGE("a Windows image (wim)", "'7z x'", "4d5357494d000000"),
  /** Its first header begins with a name of 100 bytes: "ustar" is the field behind the checksum. */
  TAR("a tar archive", "'tar -xf'", "[0-9a-f]{514}7573746172"),
  /** A trace, or nothing that is known. */
  PLAIN("", "", "");

  /** Bytes from the start of a file that show its kind. */
  static final int BYTES_NEEDED = 262;

  private static final FileKind[] KINDS = values();

  private final String description;
  private final String tools;

  /** Matches the hexadecimal digits of the first bytes. */
  private final Pattern start;

  FileKind(final String description, final String tools, final String start) {
    this.description = description;
    this.tools = tools;
    this.start = Pattern.compile(start);
  }

  /**
   * The kind of a file that starts with these bytes.
   *
   * @param length how many there are
   */
  static FileKind of(final byte[] start, final int length) {
    final String digits = HexFormat.of().formatHex(start, 0, Math.min(length, BYTES_NEEDED));
    for (final FileKind kind : KINDS) {
      if (kind.start.matcher(digits).lookingAt()) {
        return kind;
      }
    }
    return PLAIN;
  }

  /** Whether it is one compressed stream, which is read as it comes. */
  public boolean isCompressed() {
    return this == GZIP || this == BZIP2 || this == XZ;
  }

  /** Whether the traces in it are read: from the start on, as they are unpacked. */
  public boolean isRead() {
    return isCompressed() || this == ZIP;
  }

  /**
   * Why a file of this kind cannot be read, and what to do.
   *
   * @param place where it stands, after a blank; empty for a file of its own
   */
  String advice(final String place) {
    return description + place + ", which is not read: unpack it with " + tools;
  }
}
