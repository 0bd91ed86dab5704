package org.etwflow.source.file;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;

/** File formats, detected by the first bytes of a file. */
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
  /** "ustar" at offset 257 of the first header, after name and checksum. */
  TAR("a tar archive", "'tar -xf'", "[0-9a-f]{514}7573746172"),
  /** A trace, or an unknown format. */
  PLAIN("", "", "");

  /** Leading bytes of a file needed to detect its format. */
  static final int BYTES_NEEDED = 262;

  private static final FileKind[] KINDS = values();

  private final String description;
  private final String tools;

  /** Pattern of the first bytes in hexadecimal digits. */
  private final Pattern start;

  FileKind(final String description, final String tools, final String start) {
    this.description = description;
    this.tools = tools;
    this.start = Pattern.compile(start);
  }

  /**
   * Detects the format of a file.
   *
   * @param start first bytes of the file
   * @param length number of bytes
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

  /** Whether the file is a single compressed stream. */
  public boolean isCompressed() {
    return this == GZIP || this == BZIP2 || this == XZ;
  }

  /** Whether packed files of this format can be read; they are unpacked from their start. */
  public boolean isRead() {
    return isCompressed() || this == ZIP;
  }

  /**
   * Message that a file of this format cannot be read, with the tool to unpack it.
   *
   * @param place location of the file, after a blank; empty if it is the input itself
   */
  String advice(final String place) {
    return description + place + ", which is not supported: unpack it with " + tools;
  }
}
