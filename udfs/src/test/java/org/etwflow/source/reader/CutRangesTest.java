package org.etwflow.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.BufferSync;
import org.etwflow.etl.EtlFormatException;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.split.Cuts;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.EtlSplitState;
import org.etwflow.source.split.LowerBounds;
import org.etwflow.testing.AnyTrace;
import org.etwflow.testing.BufferSpan;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.Damage;
import org.etwflow.testing.Recording;
import org.etwflow.testing.RemoteFileSystem;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.FileLayout;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;

/** Ranges of a file that was cut without knowing its buffers. */
@Domain(DomainContext.Global.class)
@Domain(AnyTrace.class)
class CutRangesTest {

  private static Path file;

  @BeforeContainer
  static void createFile() throws IOException {
    file = Files.createTempFile("cut", ".etl");
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  /** Cuts from the smallest distance that the planner uses to one range for all. */
  @Provide
  Arbitrary<Double> strides() {
    return Arbitraries.doubles().between(0, 1);
  }

  /** Writes a session whose buffers have different sizes. */
  private static WrittenTrace packed(final Recording recording) {
    Assume.that(recording.session().layout() == FileLayout.COMPRESSED);
    return recording.written();
  }

  private static List<EtlSplit> ranges(final Trace trace, final double strideShare)
      throws IOException {
    final int bufferSize = trace.requireHeader().bufferSize();
    final long smallest = BufferSync.bytesNeeded(bufferSize);
    final long stride = smallest + (long) (strideShare * Math.max(0, trace.size() / 2 - smallest));
    final List<EtlSplit> ranges = new ArrayList<>();
    for (long from = 0; from < trace.size(); from += stride) {
      final TraceLocation location =
          TraceLocation.of(RemoteFileSystem.path(RemoteFileSystem.Streams.SCHEME, file));
      final long to = Math.min(from + stride, trace.size());
      ranges.add(EtlSplit.ofCut(trace, location, from, to, new Cuts(stride, bufferSize)));
    }
    return ranges;
  }

  private static Trace stored(final Trace header, final byte[] bytes) throws IOException {
    Files.write(file, bytes);
    return new Trace("a.etl", null, bytes.length, header.header());
  }

  private static List<BufferSpan> spans(final EtlSplit split) {
    final List<BufferSpan> spans = new ArrayList<>();
    try {
      new SplitBuffers().forEach(split, buffer -> spans.add(BufferSpan.of(buffer)));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return spans;
  }

  /** The buffers of all ranges, checked to cover each byte of the file once. */
  private static List<BufferSpan> spansOfAll(final List<EtlSplit> ranges, final long size) {
    final List<BufferSpan> spans = ranges.stream().flatMap(range -> spans(range).stream()).toList();
    long end = 0;
    for (final BufferSpan span : spans) {
      assertThat(span.offset()).isEqualTo(end);
      end = span.end();
    }
    assertThat(end).isEqualTo(size);
    return spans;
  }

  @Property(tries = 300)
  void buffersOfAllRanges_areThoseOfTheFile(
      @ForAll final Recording recording, @ForAll("strides") final double stride)
      throws IOException {
    final byte[] bytes = packed(recording).bytes();
    final Trace trace = stored(TraceFiles.trace(bytes), bytes);

    assertThat(spansOfAll(ranges(trace, stride), bytes.length))
        .isEqualTo(BufferSpan.of(trace, bytes));
  }

  @Property(tries = 500)
  void eachByteOfADamagedFile_isReadOnce_andItsWholeBuffersAreFound(
      @ForAll final Recording recording,
      @ForAll final List<Damage> damages,
      @ForAll("strides") final double stride)
      throws IOException {
    final WrittenTrace written = packed(recording);
    final byte[] bytes = Damage.all(damages, written);
    if (bytes.length == 0) {
      return;
    }
    final Trace trace = stored(TraceFiles.trace(written.bytes()), bytes);

    final List<BufferSpan> spans = spansOfAll(ranges(trace, stride), bytes.length);

    assertThat(spans.stream().filter(BufferSpan::isWhole))
        .isEqualTo(BufferSpan.of(trace, bytes).stream().filter(BufferSpan::isWhole).toList());
  }

  /** Bytes of buffers in other buffers, as a hostile file may have them: headers everywhere. */
  @Property(tries = 300)
  void eachByteOfAHostileFile_isReadOnce(
      @ForAll final long seed, @ForAll("strides") final double stride) throws IOException {
    final byte[] inner =
        TraceGenerator.inMemory("--sends=200", "--buffer-size=1K", "--compressed").bytes();
    final byte[] outer =
        TraceGenerator.inMemory("--sends=200", "--buffer-size=4K", "--compressed").bytes();
    final Random random = new Random(seed);
    byte[] bytes = outer;
    for (int i = 0; i < 10; i++) {
      final int from = random.nextInt(inner.length);
      final byte[] piece = Arrays.copyOfRange(inner, from, Math.min(inner.length, from + 3_000));
      bytes = Bytes.concat(bytes, piece, outer);
    }
    final Trace trace = stored(TraceFiles.trace(outer), bytes);

    spansOfAll(ranges(trace, stride), bytes.length);
  }

  @Property(tries = 200)
  void restoredRange_goesOnWithTheNextBuffer(
      @ForAll final Recording recording,
      @ForAll final List<Damage> damages,
      @ForAll("strides") final double stride)
      throws IOException, EtlFormatException {
    final WrittenTrace written = packed(recording);
    final byte[] bytes = Damage.all(damages, written);
    if (bytes.length == 0) {
      return;
    }
    final LogHeader header = LogHeader.parse(written.bytes(), written.bytes().length);
    final Trace trace = stored(new Trace("", null, 0, header), bytes);
    for (final EtlSplit range : ranges(trace, stride)) {
      final List<BufferSpan> all = spans(range);
      final List<EtlSplit> rests = new ArrayList<>();
      final EtlSplitState state = new EtlSplitState(range);
      new SplitBuffers()
          .forEach(
              range,
              buffer -> {
                state.advancePast(buffer);
                rests.add(state.toSplit());
              });
      for (int i = 0; i < rests.size(); i++) {
        assertThat(spans(rests.get(i))).isEqualTo(all.subList(i + 1, all.size()));
      }
    }
  }

  /** Two traces in one file, of which the first log header does not know. */
  @Property(tries = 20)
  void buffersOfAnotherSession_areReadWithItsClock(@ForAll("strides") final double stride)
      throws IOException {
    final byte[] bytes =
        Bytes.concat(
            TraceGenerator.inMemory("--sends=3000", "--buffer-size=4K", "--compressed").bytes(),
            TraceGenerator.inMemory(
                    "--sends=3000",
                    "--buffer-size=8K",
                    "--compressed",
                    "--seed=2",
                    "--frequency=3000000",
                    "--start=2026-03-04T09:00:00Z")
                .bytes());
    final Trace trace = stored(TraceFiles.trace(bytes), bytes);
    final List<String> read = new ArrayList<>();
    for (final EtlSplit range : ranges(trace, stride)) {
      new SplitBuffers().forEach(range, buffer -> read.add(buffer.offset() + " " + buffer.clock()));
    }

    final List<String> expected = new ArrayList<>();
    new SplitBuffers()
        .forEach(
            EtlSplit.ofRange(
                trace,
                TraceLocation.of(RemoteFileSystem.path(RemoteFileSystem.Streams.SCHEME, file)),
                0,
                bytes.length,
                LowerBounds.UNKNOWN),
            buffer -> expected.add(buffer.offset() + " " + buffer.clock()));
    assertThat(read).isEqualTo(expected);
  }

  @Property(tries = 1)
  void cutsInALongDamagedStretch_endNoRange() throws IOException {
    final byte[] outer =
        TraceGenerator.inMemory("--sends=2000", "--buffer-size=4K", "--compressed").bytes();
    final byte[] bytes = Bytes.concat(outer, Bytes.noise(100_000, 5), outer);
    final Trace trace = stored(TraceFiles.trace(outer), bytes);

    final List<List<BufferSpan>> ofRanges =
        ranges(trace, 0).stream().map(CutRangesTest::spans).toList();

    assertThat(ofRanges).contains(List.of());
    assertThat(ofRanges.stream().flatMap(List::stream))
        .anyMatch(
            span ->
                span.condition() == BufferCondition.DAMAGED_HEADER && span.storedSize() > 90_000);
    spansOfAll(ranges(trace, 0), bytes.length);
  }
}
