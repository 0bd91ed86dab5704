package org.etwflow.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.etwflow.source.config.StorageErrors;
import org.junit.jupiter.api.Test;

/** Repetition of requests, counted by the requests. */
class StorageRequestsTest {

  private int made;

  private static StorageRequests requests(final Duration retryTime) {
    return new StorageRequests(new StorageErrors(retryTime, StorageErrors.Reaction.SKIP));
  }

  /** Makes a request that always fails, and returns how often it was made. */
  private int madeBy(final StorageRequests requests, final Exception error) {
    made = 0;
    assertThatThrownBy(
            () ->
                requests.make(
                    "s3://bucket/a",
                    "cannot be listed",
                    () -> {
                      made++;
                      if (error instanceof IOException checked) {
                        throw checked;
                      }
                      throw (RuntimeException) error;
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("s3://bucket/a cannot be listed: " + error.getMessage());
    return made;
  }

  @Test
  void lastingErrors_halveTheTimeOfLaterRequestsThatShareIt() {
    final StorageRequests requests = requests(Duration.ofMillis(800)).sharingTime();
    final IOException error = new IOException("403");

    // Pauses of 100, 200 and 400 ms take 700 ms; the next ones 300 and 100 ms.
    assertThat(madeBy(requests, error)).isEqualTo(4);
    assertThat(madeBy(requests, error)).isEqualTo(3);
    assertThat(madeBy(requests, error)).isEqualTo(2);
    for (int i = 0; i < 100; i++) {
      assertThat(madeBy(requests, error)).isEqualTo(1);
    }
  }

  @Test
  void lastingErrors_leaveTheTimeOfIndependentRequests() {
    final StorageRequests requests = requests(Duration.ofMillis(250));
    final IOException error = new IOException("403");

    assertThat(madeBy(requests, error)).isEqualTo(2);
    assertThat(madeBy(requests, error)).isEqualTo(2);
    assertThat(madeBy(requests.sharingTime(), error)).isEqualTo(2);
  }

  @Test
  void problem_namesTheFirstCause() {
    final Exception cause = new IllegalStateException("Access Denied (Status Code: 403)");

    assertThatThrownBy(
            () ->
                requests(Duration.ZERO)
                    .make(
                        "s3://bucket/a",
                        "cannot be read",
                        () -> {
                          throw new IOException("failed to open a", cause);
                        }))
        .hasMessage(
            "s3://bucket/a cannot be read: failed to open a: Access Denied (Status Code: 403)");
  }

  @Test
  void invalidArgument_isNotRepeated() {
    final StorageRequests requests = requests(Duration.ofMinutes(10));

    assertThat(madeBy(requests, new IllegalArgumentException("no AWS region"))).isEqualTo(1);
  }

  @Test
  void unknownHost_isRepeatedAlsoInTheFormOfHadoop() {
    final StorageRequests requests = requests(Duration.ofMillis(250));
    final Exception cause = new UnknownHostException("namenode");

    assertThat(madeBy(requests, new IllegalArgumentException("namenode", cause))).isEqualTo(2);
  }
}
