package org.etwflow.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;

/**
 * Checkpoints of a run that follows files on one machine, in a hidden folder beside the rows. The
 * next run into the same folder resumes from the latest checkpoint, however the run was stopped.
 *
 * @param folder folder of the checkpoints
 * @param latest the latest checkpoint; empty if there is none
 */
record FollowState(Path folder, Optional<Path> latest) {

  private static final String HIDDEN_FOLDER = ".etwflow";
  private static final String SETTINGS = "settings";

  /** {@code <job>/chk-<number>/_metadata}, which Flink writes last. */
  private static final String METADATA = "_metadata";

  private static final int METADATA_DEPTH = 3;

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /**
   * Opens the state in a folder of rows, or creates it.
   *
   * @param settings text of the settings of the run
   * @throws UsageException if the state belongs to a run with other settings or another user
   */
  static FollowState in(final Path rows, final String settings) throws IOException, UsageException {
    final Path folder = rows.resolve(HIDDEN_FOLDER);
    checkIsFolder(folder);
    if (!Files.exists(folder)) {
      Files.createDirectory(folder, OWNER_ONLY);
    }
    checkOwner(folder);
    checkSettings(folder.resolve(SETTINGS), rows, settings);
    return new FollowState(folder, latestCheckpoint(folder));
  }

  /** Checks that a path is a folder and not a link, if it exists. */
  static void checkIsFolder(final Path folder) throws UsageException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException(
          "--output: '%s' is a link or a file, not a folder: remove it, or name another folder"
              .formatted(folder));
    }
  }

  /** Checkpoints contain Java objects: those of another user could execute code in this process. */
  private static void checkOwner(final Path folder) throws IOException, UsageException {
    final Path probe = Files.createTempFile(folder, "owner", null);
    try {
      if (!Files.getOwner(probe).equals(Files.getOwner(folder))) {
        throw new UsageException(
            "--output: '%s' belongs to another user: name another folder".formatted(folder));
      }
    } finally {
      Files.delete(probe);
    }
  }

  private static void checkSettings(final Path file, final Path rows, final String settings)
      throws IOException, UsageException {
    if (!Files.exists(file)) {
      Files.writeString(file, settings);
    } else if (!Files.readString(file).equals(settings)) {
      throw new UsageException(
          "--output: '%s' holds rows of a run with other options or paths: name another folder"
              .formatted(rows));
    }
  }

  private static Optional<Path> latestCheckpoint(final Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, METADATA_DEPTH)) {
      return files
          .filter(file -> file.endsWith(METADATA))
          .max(Comparator.comparing(file -> file.toFile().lastModified()))
          .map(Path::getParent);
    }
  }

  boolean isNew() {
    return latest.isEmpty();
  }

  /** Configures a job to resume from this state, and to write its checkpoints here. */
  void configure(final Configuration configuration, final Duration interval) {
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
    // A failure on one machine, such as a full disk, would repeat itself: the next run resumes.
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    latest.ifPresent(
        checkpoint -> {
          configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
          configuration.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
        });
  }
}
