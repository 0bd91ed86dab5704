package org.etwflow.source.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.etwflow.etl.BufferHeader;
import org.etwflow.etl.FirstRecordTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.testing.AnyTrace;
import org.etwflow.testing.BufferSpan;
import org.etwflow.testing.Damage;
import org.etwflow.testing.Recording;
import org.etwflow.testing.RemoteFileSystem;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;

@Domain(DomainContext.Global.class)
@Domain(AnyTrace.class)
class StartsAheadTest {

  private static Path file;

  @BeforeContainer
  static void createFile() throws IOException {
    file = Files.createTempFile("starts", ".etl");
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  private static void assertStartsAreTheBytesOfTheFile(
      final byte[] bytes, final Trace header, final long section, final List<Long> asked)
      throws IOException {
    Files.write(file, bytes);
    final LogHeader session = header.requireHeader();
    final Trace trace = new Trace("a.etl", null, bytes.length, session);
    final BufferStarts onRequest =
        (offset, into) -> {
          asked.add(offset);
          final int length = (int) Math.min(into.length, bytes.length - offset);
          System.arraycopy(bytes, (int) offset, into, 0, length);
          return length;
        };
    try (StartsAhead starts =
        new StartsAhead(
            trace,
            TraceLocation.of(RemoteFileSystem.path(RemoteFileSystem.Ranges.SCHEME, file)),
            TraceInput.DEFAULT,
            onRequest,
            section)) {
      for (final BufferSpan span : BufferSpan.of(trace, bytes)) {
        final byte[] into = new byte[FirstRecordTime.BYTES];
        final int length = starts.load(span.offset(), into);

        final int offset = (int) span.offset();
        final byte[] expected =
            Arrays.copyOfRange(bytes, offset, Math.min(bytes.length, offset + into.length));
        assertThat(Arrays.copyOf(into, length)).isEqualTo(Arrays.copyOf(expected, length));
        if (length < expected.length
            && BufferHeader.storedSize(expected, session) != BufferHeader.NO_HEADER) {
          assertThat(FirstRecordTime.firstTime(into, length, session))
              .isEqualTo(FirstRecordTime.firstTime(expected, expected.length, session));
        }
      }
    }
  }

  @Property(tries = 200)
  void startsOfAnyFile_areItsBytes(
      @ForAll final Recording recording,
      @ForAll final List<Damage> damages,
      @ForAll @IntRange(min = 1_000, max = 100_000) final int section)
      throws IOException {
    final WrittenTrace written = recording.written();
    final byte[] bytes = Damage.all(damages, written);
    assertStartsAreTheBytesOfTheFile(
        bytes, TraceFiles.trace(written.bytes()), section, new ArrayList<>());
  }

  @Property(tries = 20)
  void startsOfABigFile_areReadAhead(
      @ForAll @IntRange(min = 20_000, max = 90_000) final int section) throws IOException {
    for (final String layout : List.of("--cpus=2", "--compressed")) {
      final byte[] bytes =
          TraceGenerator.inMemory("--sends=20000", "--buffer-size=4K", layout).bytes();
      final List<Long> asked = new ArrayList<>();

      assertStartsAreTheBytesOfTheFile(bytes, TraceFiles.trace(bytes), section, asked);

      assertThat(asked).isEmpty();
    }
  }
}
