package org.etwflow.source.file;

import java.io.FileNotFoundException;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.apache.flink.util.SerializedThrowable;

/**
 * A lasting error of a file system. It is unchecked so that no code takes it for damage of the
 * file, which is an {@link java.io.IOException}.
 */
@Internal
public final class StorageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final boolean isMissing;

  /**
   * Creates the exception.
   *
   * @param path file or folder of the request
   * @param problem what failed and why, to be appended to the path
   */
  StorageException(final String path, final String problem, final Exception cause) {
    // Clients do not have the classes of the plugin of a file system.
    super(path + ' ' + problem, new SerializedThrowable(cause));
    this.problem = problem;
    this.isMissing = cause instanceof FileNotFoundException;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** What failed and why, without the path. */
  public String problem() {
    return problem;
  }

  /** Whether the file system does not have the file, or not any more. */
  public boolean isMissing() {
    return isMissing;
  }
}
