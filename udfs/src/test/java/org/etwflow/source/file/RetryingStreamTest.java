package org.etwflow.source.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.apache.flink.util.SerializedThrowable;
import org.etwflow.source.config.StorageErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryingStreamTest {

  private static final byte[] FILE = "0123456789".getBytes(US_ASCII);

  /** Failures of the next reads; {@code null} stands for a read that succeeds. */
  private final Queue<Exception> failures = new ArrayDeque<>();

  private final List<Long> openedAt = new ArrayList<>();
  private int opened;
  private int closed;

  private RetryingStream stream(final Duration retryTime) {
    return new RetryingStream(
        new Path("s3://bucket/a.etl"),
        () -> {
          opened++;
          return new FailingStream();
        },
        new StorageRequests(new StorageErrors(retryTime, StorageErrors.Reaction.FAIL)));
  }

  @Test
  void failedReads_areRepeatedFromTheLastGoodOffset() throws IOException {
    final RetryingStream stream = stream(Duration.ofSeconds(10));
    assertThat(stream.readNBytes(4)).isEqualTo("0123".getBytes(US_ASCII));
    failures.add(new IOException("403"));
    failures.add(new IllegalStateException("connection pool shut down"));

    assertThat(stream.readNBytes(4)).isEqualTo("4567".getBytes(US_ASCII));

    assertThat(opened).isEqualTo(3);
    assertThat(closed).isEqualTo(2);
    assertThat(openedAt).containsExactly(4L, 4L);
    assertThat(stream.getPos()).isEqualTo(8);
  }

  @Test
  void aReadThatBreaksMidway_keepsWhatItHasRead() throws IOException {
    final RetryingStream stream = stream(Duration.ofSeconds(10));
    failures.add(new PartialRead(3));
    failures.add(new IOException("connection reset"));

    assertThat(stream.readAllBytes()).isEqualTo(FILE);
  }

  @Test
  void peekedBytes_areReadAgainWithoutAnotherRequest() throws IOException {
    final RetryingStream stream = stream(Duration.ofSeconds(10));
    assertThat(stream.peek(3)).isEqualTo("012".getBytes(US_ASCII));
    assertThat(stream.getPos()).isZero();
    stream.seek(0);

    assertThat(stream.readAllBytes()).isEqualTo(FILE);
    assertThat(opened).isEqualTo(1);
    assertThat(openedAt).isEmpty();
  }

  @Test
  void bytesPeekedInVain_arePeekedAgain() throws IOException {
    final RetryingStream stream = stream(Duration.ofSeconds(10));
    stream.seek(8);
    failures.add(new IOException("403"));

    assertThat(stream.peek(5)).isEqualTo("89".getBytes(US_ASCII));
    assertThat(opened).isEqualTo(2);
  }

  @Test
  void bytesAnywhere_areReadWithoutMoving() throws IOException {
    final RetryingStream stream = stream(Duration.ofSeconds(10));
    final ByteBuffer into = ByteBuffer.allocate(3);
    stream.seek(1);
    failures.add(new IOException("403"));

    assertThat(stream.read(5, into)).isEqualTo(3);

    assertThat(into.array()).isEqualTo("567".getBytes(US_ASCII));
    assertThat(stream.read()).isEqualTo('1');
    assertThat(stream.read(10, ByteBuffer.allocate(1))).isNegative();
    assertThat(stream.read(9, ByteBuffer.allocate(4))).isEqualTo(1);
  }

  @Test
  void seek_isDoneByTheNextRead() throws IOException {
    final RetryingStream stream = stream(Duration.ofSeconds(10));
    stream.seek(7);
    assertThat(opened).isZero();

    assertThat(stream.read()).isEqualTo('7');
    assertThat(openedAt).containsExactly(7L);
  }

  @Test
  void shortMovesAhead_areReads_sinceOthersAreRequests() throws IOException {
    final RetryingStream stream = stream(Duration.ofSeconds(10));
    assertThat(stream.read()).isEqualTo('0');
    stream.seek(7);
    assertThat(stream.read()).isEqualTo('7');
    stream.seek(20);
    assertThat(stream.read()).isNegative();
    assertThat(openedAt).isEmpty();

    stream.seek(2);
    assertThat(stream.read()).isEqualTo('2');
    assertThat(openedAt).containsExactly(2L);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 250})
  void anErrorThatLasts_namesFileOffsetAndCause(final long retryMillis) throws IOException {
    final RetryingStream stream = stream(Duration.ofMillis(retryMillis));
    stream.seek(4);
    for (int i = 0; i < 10; i++) {
      failures.add(new IOException("404 Not Found"));
    }

    assertThatThrownBy(() -> stream.read(new byte[2]))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("s3://bucket/a.etl cannot be read from offset 4 on: 404 Not Found");
    // Pauses of 100 ms and 200 ms would take longer than 250 ms.
    assertThat(opened).isEqualTo(retryMillis == 0 ? 1 : 2);
  }

  @Test
  void interruption_endsTheRepetition() {
    final RetryingStream stream = stream(Duration.ofMinutes(10));
    failures.add(new IOException("503"));
    Thread.currentThread().interrupt();

    assertThatThrownBy(stream::read).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void timeout_isRepeatedLikeOtherErrors() throws IOException {
    final RetryingStream stream = stream(Duration.ofSeconds(10));
    failures.add(new SocketTimeoutException("Read timed out"));

    assertThat(stream.read()).isEqualTo('0');
    assertThat(opened).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(classes = {FileNotFoundException.class, UnsupportedFileSystemSchemeException.class})
  void errorThatCannotChange_isNotRepeated(final Class<? extends Exception> error)
      throws Exception {
    final RetryingStream stream = stream(Duration.ofMinutes(10));
    failures.add(error.getConstructor(String.class).newInstance("why"));

    assertThatThrownBy(stream::read)
        .isInstanceOfSatisfying(
            StorageException.class,
            e ->
                assertThat(e)
                    .returns(error == FileNotFoundException.class, StorageException::isMissing)
                    .returns("cannot be read from offset 0 on: why", StorageException::problem));
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void readBehindTheEnd_whereTheFileSystemDoesNotMove_isTheEnd() throws IOException {
    final RetryingStream stream = stream(Duration.ofMinutes(10));
    stream.seek(FILE.length + 1L);

    assertThat(stream.read(new byte[2])).isEqualTo(-1);
  }

  @Test
  void lastingError_hasNoClassOfThePluginOfTheFileSystem() {
    final RetryingStream stream = stream(Duration.ZERO);
    failures.add(new IllegalStateException("closed"));

    assertThatThrownBy(stream::read).hasCauseInstanceOf(SerializedThrowable.class);
  }

  @Test
  void aClosedStreamThatWasNeverRead_opensNothing() throws IOException {
    stream(Duration.ZERO).close();

    assertThat(opened).isZero();
  }

  /** Marks a read that ends after some bytes. */
  private static final class PartialRead extends Exception {

    private static final long serialVersionUID = 1L;

    private final int bytes;

    PartialRead(final int bytes) {
      this.bytes = bytes;
    }
  }

  private final class FailingStream extends FSDataInputStream {

    private final ByteArrayInputStream in = new ByteArrayInputStream(FILE);

    @Override
    public void seek(final long offset) throws EOFException {
      if (offset > FILE.length) {
        throw new EOFException("Cannot seek after EOF");
      }
      openedAt.add(offset);
      in.reset();
      assertThat(in.skip(offset)).isEqualTo(offset);
    }

    @Override
    public long getPos() {
      return (long) FILE.length - in.available();
    }

    @Override
    public int read() throws IOException {
      throw new IOException("not used");
    }

    @Override
    public int read(final byte[] into, final int offset, final int length) throws IOException {
      final Exception failure = failures.poll();
      if (failure instanceof PartialRead partial) {
        return in.read(into, offset, Math.min(length, partial.bytes));
      }
      if (failure instanceof IOException checked) {
        throw checked;
      }
      if (failure instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      return in.read(into, offset, length);
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
