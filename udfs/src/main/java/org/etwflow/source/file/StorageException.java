package org.etwflow.source.file;

import java.util.Objects;
import org.apache.flink.annotation.Internal;

/**
 * A lasting error of a file system. It is unchecked so that no code takes it for damage of the
 * file, which is an {@link java.io.IOException}.
 */
@Internal
public final class StorageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed and why, to be appended to the file's name
   */
  StorageException(final String message, final Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
