package org.etwflow.cli;

import java.time.Duration;
import java.util.Locale;
import org.etwflow.source.config.StorageErrors;
import org.etwflow.source.config.StorageErrors.Reaction;
import picocli.CommandLine.Option;

/** Options for errors of file systems. */
final class StorageOptions {

  @Option(
      names = "--on-storage-error",
      paramLabel = "REACTION",
      description =
          "What an error of a file system does that lasts: ${COMPLETION-CANDIDATES}. skip leaves out"
              + " the file, or its rest, with a warning and exit code 3. Local files that cannot be"
              + " read are always left out with a warning. Default: ${DEFAULT-VALUE}")
  private OnStorageError reaction = OnStorageError.FAIL;

  @Option(
      names = "--storage-retry",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "How long a failed request to a file system is repeated before the error counts as"
              + " lasting. Default: 1min")
  private Duration retryTime;

  /** {@link Reaction} as an option. */
  enum OnStorageError {
    FAIL,
    SKIP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  StorageErrors storageErrors() {
    return new StorageErrors(
        retryTime == null ? StorageErrors.DEFAULT.retryTime() : retryTime,
        Reaction.valueOf(reaction.name()));
  }
}
