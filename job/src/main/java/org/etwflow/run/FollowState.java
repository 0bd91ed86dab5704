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
 * The state of a run that follows files, on one machine: Flink's checkpoints, hidden beside the
 * rows. However a run was stopped, the next one into the same folder goes on from the last of them.
 *
 * @param folder of the checkpoints
 * @param latest the last checkpoint; empty if there is none
 */
record FollowState(Path folder, Optional<Path> latest) {

  private static final String HIDDEN_FOLDER = ".etwflow";
  private static final String SETTINGS = "settings";

  /** {@code <job>/chk-<number>/_metadata}: written last, when the checkpoint is whole. */
  private static final String METADATA = "_metadata";

  private static final int METADATA_DEPTH = 3;

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /**
   * The state in a folder of rows.
   *
   * @param settings what the run computes, and how it writes that
   * @throws UsageException if it is the state of a run that computed something else
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

  /** Checks that a folder, if it is there, is no link to another place. */
  static void checkIsFolder(final Path folder) throws UsageException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException(
          "--output: '%s' is a link or a file, where a folder is to be: remove it, or name another"
                  .formatted(folder)
              + " folder");
    }
  }

  /** A checkpoint is Java objects, too: one of another user could run anything in this process. */
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
          "--output: %s holds rows of a run with other options or paths: name another folder"
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

  /** Has a job begin with this state, and keep it here. */
  void configure(final Configuration configuration, final Duration interval) {
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
    // What fails here, such as a full disk, fails again: the next run goes on.
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
