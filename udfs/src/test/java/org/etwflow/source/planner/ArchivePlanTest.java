package org.etwflow.source.planner;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.file.LocalFile;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.EtlSplitSerializer;
import org.etwflow.testing.Bytes;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZOutputStream;

/** Traces in zip archives. */
class ArchivePlanTest {

  private static final byte[] TRACE =
      TraceGenerator.inMemory("--sends=200", "--buffer-size=4K").bytes();
  private static final byte[] OTHER_TRACE =
      TraceGenerator.inMemory("--sends=100", "--buffer-size=4K", "--seed=7").bytes();
  private static final byte[] NO_TRACE = "no trace".getBytes(UTF_8);

  private static final int STORED = 0;
  private static final int ENTRY_SIZE = 46;
  private static final int FLAGS_AT = 8;
  private static final int PACKED_SIZE_AT = 20;

  @TempDir private Path folder;

  private static byte[] zip(final Object... namesAndContents) throws IOException {
    return zip(UTF_8, namesAndContents);
  }

  private static byte[] zip(final Charset charset, final Object... namesAndContents)
      throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, charset)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        out.putNextEntry(new ZipEntry((String) namesAndContents[i]));
        out.write((byte[]) namesAndContents[i + 1]);
      }
    }
    return bytes.toByteArray();
  }

  private List<EtlSplit> plan(final byte[] archive) throws IOException {
    return plan(archive, new HostNaming.OneMachine());
  }

  private List<EtlSplit> plan(final byte[] archive, final HostNaming naming) throws IOException {
    final Path file = Files.write(folder.resolve("a.zip"), archive);
    return new SplitPlanner(naming, SplitSize.of(4_096), TraceInput.DEFAULT)
        .plan(new TraceFile(LocalFile.flinkPath(file), archive.length, 0));
  }

  /** Name of the trace within the archive. */
  private String entry(final EtlSplit split) {
    final String archive = folder.resolve("a.zip") + "!";
    assertThat(split.trace().path()).startsWith(archive);
    return split.trace().path().substring(archive.length());
  }

  private List<String> entries(final List<EtlSplit> splits) {
    return splits.stream().map(this::entry).toList();
  }

  /** Content that a split opens on another host, which has only the serialized split. */
  private static byte[] content(final EtlSplit split) throws IOException {
    final EtlSplitSerializer serializer = new EtlSplitSerializer();
    final EtlSplit sent =
        serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
    assertThat(sent.problem()).isNull();
    try (InputStream in = TraceInput.DEFAULT.open(sent.location(), 0)) {
      return in.readAllBytes();
    }
  }

  private static int firstEntryAt(final byte[] archive) {
    return IntStream.range(0, archive.length - 3)
        .filter(at -> ByteBuffer.wrap(archive, at, 4).getInt() == 0x504B0102)
        .findFirst()
        .orElseThrow();
  }

  private static void put(final byte[] archive, final int at, final int value) {
    buffer(archive).putShort(at, (short) value);
  }

  /** Creates an archive with one stored entry that claims to be compressed by a method. */
  private static byte[] zip(final int method, final byte[] packed, final byte[] unpacked)
      throws IOException {
    final CRC32 crc = new CRC32();
    crc.update(unpacked);
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final byte[] localBytes = new byte[30];
    final ByteBuffer local = buffer(localBytes);
    local.putInt(0x04034B50).putShort((short) 20).putShort((short) 0).putShort((short) method);
    local.putInt(0).putInt((int) crc.getValue()).putInt(packed.length).putInt(unpacked.length);
    local.putShort((short) 5).putShort((short) 0);
    bytes.write(localBytes);
    bytes.write("a.etl".getBytes(UTF_8));
    bytes.write(packed);
    final int directoryAt = bytes.size();
    final byte[] entryBytes = new byte[ENTRY_SIZE];
    final ByteBuffer entry = buffer(entryBytes);
    entry.putInt(0x02014B50).putShort((short) 20).putShort((short) 20).putShort((short) 0);
    entry.putShort((short) method).putInt(0).putInt((int) crc.getValue());
    entry.putInt(packed.length).putInt(unpacked.length).putShort((short) 5);
    bytes.write(entryBytes);
    bytes.write("a.etl".getBytes(UTF_8));
    final byte[] endBytes = new byte[22];
    final ByteBuffer end = buffer(endBytes);
    end.putInt(0x06054B50).putInt(0).putShort((short) 1).putShort((short) 1);
    end.putInt(bytes.size() - directoryAt).putInt(directoryAt);
    bytes.write(endBytes);
    return bytes.toByteArray();
  }

  private static ByteBuffer buffer(final byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void eachEntry_isTraceOfItsOwn() throws IOException {
    final List<EtlSplit> splits =
        plan(zip("kernel.etl", TRACE, "x.log", NO_TRACE, "sub/user.ETL", OTHER_TRACE));

    assertThat(entries(splits)).containsExactly("kernel.etl", "sub/user.ETL");
    assertThat(content(splits.get(0))).isEqualTo(TRACE);
    assertThat(content(splits.get(1))).isEqualTo(OTHER_TRACE);
    assertThat(splits).allMatch(EtlSplit::endOfTrace);
  }

  @Test
  void hiddenEntries_areIgnored() throws IOException {
    assertThat(entries(plan(zip("x.etl/", NO_TRACE, "a.etl", TRACE, "__MACOSX/._a.etl", NO_TRACE))))
        .containsExactly("a.etl");
  }

  @Test
  void packedEntry_isUnpackedOnce() throws IOException {
    final ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(TRACE);
    }
    assertThat(content(plan(zip("a.etl.gz", gzip.toByteArray())).get(0))).isEqualTo(TRACE);

    final byte[] twice = zip("a.etl.zip", zip("a.etl", TRACE));
    assertThat(plan(twice))
        .singleElement()
        .extracting(EtlSplit::problem)
        .asString()
        .contains("a zip archive in a packed file")
        .contains("7z x");
  }

  @Test
  void entry_ofSupportedMethod_isUnpacked() throws IOException {
    final ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
    try (OutputStream out = new BZip2CompressorOutputStream(bzip2)) {
      out.write(TRACE);
    }
    final ByteArrayOutputStream xz = new ByteArrayOutputStream();
    try (OutputStream out = new XZOutputStream(xz, new LZMA2Options())) {
      out.write(TRACE);
    }
    final LZMA2Options options = new LZMA2Options();
    final ByteArrayOutputStream lzma = new ByteArrayOutputStream();
    final LZMAOutputStream out = new LZMAOutputStream(lzma, options, false);
    final byte[] properties = new byte[9];
    buffer(properties)
        .putShort((short) 9)
        .putShort((short) 5)
        .put((byte) out.getProps())
        .putInt(options.getDictSize());
    lzma.write(properties);
    out.write(TRACE);
    out.finish();

    assertThat(content(plan(zip(STORED, TRACE, TRACE)).get(0))).isEqualTo(TRACE);
    assertThat(content(plan(zip(12, bzip2.toByteArray(), TRACE)).get(0))).isEqualTo(TRACE);
    assertThat(content(plan(zip(14, lzma.toByteArray(), TRACE)).get(0))).isEqualTo(TRACE);
    assertThat(content(plan(zip(95, xz.toByteArray(), TRACE)).get(0))).isEqualTo(TRACE);
  }

  @ParameterizedTest
  @CsvSource({"93, Zstandard", "98, PPMd", "19, method 19"})
  void entry_ofUnsupportedMethod_isReportedWithUnpackingTool(final int method, final String name)
      throws IOException {
    assertThat(plan(zip(method, TRACE, TRACE)))
        .singleElement()
        .extracting(EtlSplit::problem)
        .isEqualTo(
            "compressed by %s, which is not supported: unpack the archive with '7z x'"
                .formatted(name));
  }

  @Test
  void encryptedEntry_isReportedAndOthersAreRead() throws IOException {
    final byte[] archive = zip("a.etl", TRACE, "b.etl", OTHER_TRACE);
    archive[firstEntryAt(archive) + FLAGS_AT] |= 1;

    final List<EtlSplit> splits = plan(archive);

    assertThat(splits.get(0).problem()).startsWith("encrypted");
    assertThat(content(splits.get(1))).isEqualTo(OTHER_TRACE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x.etl", "/etc/x.etl", "C:\\x.etl", "a\u001b[2J\n.etl", "!.etl"})
  void entryName_isNotInterpretedAsPath(final String name) throws IOException {
    final List<EtlSplit> splits = plan(zip(name, TRACE));

    assertThat(entries(splits)).containsExactly(name);
    assertThat(content(splits.get(0))).isEqualTo(TRACE);
    assertThat(folder).isDirectoryNotContaining("glob:**x.etl");
  }

  @Test
  void entryName_inDosCodePage_isDecoded() throws IOException {
    assertThat(entries(plan(zip(Charset.forName("IBM437"), "Büro.etl", TRACE))))
        .containsExactly("Büro.etl");
  }

  @Test
  void duplicateOrOverlongName_isReported() throws IOException {
    final byte[] archive = zip("a.etl", TRACE, "b.etl", TRACE, "x".repeat(60_000) + ".etl", TRACE);
    for (int at = 0; at < archive.length; at++) {
      if (archive[at] == 'b' && new String(archive, at, 5, UTF_8).equals("b.etl")) {
        archive[at] = 'a';
      }
    }

    final List<EtlSplit> splits = plan(archive);

    assertThat(content(splits.get(0))).isEqualTo(TRACE);
    assertThat(splits.get(1).problem()).contains("several files with this name");
    assertThat(splits.get(2).problem()).contains("longer than");
    assertThat(new EtlSplitSerializer().serialize(splits.get(2))).hasSizeLessThan(40_000);
  }

  @Test
  void archive_withMoreThan65535Entries_isRead() throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (int i = 0; i < 70_000; i++) {
        out.putNextEntry(new ZipEntry(i + ".txt"));
      }
      out.putNextEntry(new ZipEntry("a.etl"));
      out.write(TRACE);
    }

    assertThat(content(plan(bytes.toByteArray()).get(0))).isEqualTo(TRACE);
  }

  @Test
  void archive_withPrefix_isRead() throws IOException {
    final byte[] archive = zip("a.etl", TRACE);
    final byte[] shifted = new byte[archive.length + 1_000];
    System.arraycopy(archive, 0, shifted, 1_000, archive.length);
    System.arraycopy(archive, 0, shifted, 0, 4);

    assertThat(content(plan(shifted).get(0))).isEqualTo(TRACE);
  }

  @Test
  void overlappingEntries_areRejected() throws IOException {
    final byte[] archive = zip("a.etl", TRACE, "b.etl", TRACE);
    final int first = firstEntryAt(archive);
    put(archive, first + PACKED_SIZE_AT, archive.length - 100);

    assertThat(plan(archive))
        .singleElement()
        .extracting(EtlSplit::problem)
        .asString()
        .contains("its entries are larger than the archive");
  }

  @Test
  void archive_truncatedEmptyOrWithoutTrace_isReported() throws IOException {
    final byte[] archive = zip("a.etl", TRACE);

    assertThat(problem(Arrays.copyOf(archive, archive.length / 2)))
        .contains("the archive is truncated")
        .contains("copy it again");
    assertThat(problem(zip("x.txt", NO_TRACE))).contains("holds no file named .etl");
    assertThat(problem(zip("x.zip", NO_TRACE))).contains("unpack it to read 'x.zip'");
    assertThat(problem(zip())).contains("holds no file named .etl");
    assertThat(problem(new byte[0])).contains("the file is empty");
  }

  private String problem(final byte[] archive) throws IOException {
    final List<EtlSplit> splits = plan(archive);
    assertThat(splits).hasSize(1);
    return splits.get(0).problem();
  }

  /** Offsets whose sum overflows 64 bits. */
  @Test
  void overflowingOffsets_areReportedAsDamage() throws IOException {
    final byte[] zip = zip("a.etl", TRACE);
    final byte[] end = Arrays.copyOfRange(zip, zip.length - 22, zip.length);
    final byte[] wide = new byte[56 + 20];
    buffer(wide).putInt(0, 0x06064B50).putLong(40, Long.MAX_VALUE).putLong(48, Long.MAX_VALUE);
    buffer(wide).putInt(56, 0x07064B50);
    assertThat(problem(Bytes.concat(Arrays.copyOf(zip, zip.length - 22), wide, end)))
        .contains("directory is damaged");

    final byte[] extra = new byte[12];
    buffer(extra).putShort((short) 1).putShort((short) 8).putLong(Long.MAX_VALUE);
    final int entryAt = firstEntryAt(zip);
    final byte[] entry = Arrays.copyOfRange(zip, entryAt, zip.length - 22);
    buffer(entry).putShort(30, (short) extra.length).putInt(42, -1);
    final byte[] longer = end.clone();
    buffer(longer).putInt(12, entry.length + extra.length).putInt(16, entryAt);
    final byte[] shifted =
        Bytes.concat(
            Arrays.copyOf(zip, entryAt), Arrays.copyOf(zip, entryAt), entry, extra, longer);
    assertThat(problem(shifted)).contains("directory is damaged");
  }

  @Test
  void entries_withSameName_haveSeparateSplits() throws IOException {
    final byte[] archive = zip("a.etl", TRACE, "b.etl", TRACE);
    final byte[] same =
        new String(archive, ISO_8859_1).replace("b.etl", "a.etl").getBytes(ISO_8859_1);

    final List<EtlSplit> splits = plan(same);

    assertThat(entries(splits)).containsExactly("a.etl", "a.etl (2)");
    assertThat(splits.get(1).problem()).contains("several files with this name");
  }

  @Test
  void nestedArchives_areReportedAndTracesAreRead() throws IOException {
    final List<EtlSplit> splits = plan(zip("a.etl", TRACE, "more.zip", zip("b.etl", TRACE)));

    assertThat(entries(splits)).containsExactly("a.etl");
    assertThat(splits.get(0).remark().note()).contains("unpack it to read 'more.zip'");
  }

  @Test
  void damagedEntry_failsItsChecksum() throws IOException {
    final byte[] archive = zip(STORED, TRACE, TRACE);
    archive[TRACE.length / 2] ^= 1;
    final EtlSplit split = plan(archive).get(0);

    assertThat(split.problem()).isNull();
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                IOException.class, () -> content(split)))
        .hasMessageContaining("checksum");
  }

  /** With any damage, an archive is reported and never fails the planner. */
  @Test
  void damagedDirectoryByte_neverThrows() throws IOException {
    final byte[] archive = zip("a.etl", TRACE, "b.etl", OTHER_TRACE);
    for (int at = firstEntryAt(archive); at < archive.length; at++) {
      for (final int value : new int[] {0, 0x7F, 0x80, 0xFF}) {
        final byte[] damaged = archive.clone();
        damaged[at] = (byte) value;

        assertThat(plan(damaged)).isNotEmpty().allSatisfy(ArchivePlanTest::endsOrFails);
      }
    }
  }

  private static void endsOrFails(final EtlSplit split) {
    if (split.problem() != null) {
      return;
    }
    try (InputStream in = TraceInput.DEFAULT.open(split.location(), 0)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (final IOException e) {
      assertThat(e).hasMessageNotContaining("null");
    } catch (final UncheckedIOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void hostName_isOfArchiveOrOfUnpackedEntries() throws IOException {
    final byte[] one = zip("x/kernel.etl", TRACE);
    final byte[] two = zip("desk-1/k.etl", TRACE, "desk-2\\k.etl", OTHER_TRACE, "m.etl", TRACE);
    final String here = folder.getFileName().toString();

    assertThat(hosts(one, new HostNaming.File())).containsExactly("a");
    assertThat(hosts(one, new HostNaming.Folder())).containsExactly(here);
    assertThat(hosts(two, new HostNaming.File())).containsExactly("k", "k", "m");
    assertThat(hosts(two, new HostNaming.Folder())).containsExactly("desk-1", "desk-2", here);
  }

  private List<String> hosts(final byte[] archive, final HostNaming naming) throws IOException {
    return plan(archive, naming).stream().map(split -> split.trace().host()).toList();
  }
}
