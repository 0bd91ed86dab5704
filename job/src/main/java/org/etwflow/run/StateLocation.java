package org.etwflow.run;

import java.util.Locale;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Place of the accumulators of open windows: a state backend of Flink. */
public enum StateLocation {

  /** Memory of the JVM. */
  HEAP("hashmap"),

  /** RocksDB: files in the temporary folder, with a cache outside of the heap. */
  DISK("rocksdb");

  /**
   * Memory of RocksDB for each task, for all of its state together: with less, it writes many small
   * files.
   */
  private static final MemorySize MEMORY_OF_A_TASK = MemorySize.ofMebiBytes(128);

  /** Classes of the two jars that RocksDB comes in, which are not part of this program. */
  private static final String[] ROCKSDB_CLASSES = {
    "org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend", "org.rocksdb.RocksDB"
  };

  static final String MISSING_JARS =
      "--state disk requires two jars in the folder of etwflow.jar, where a build puts them:"
          + " flink-statebackend-rocksdb-2.3.0.jar and frocksdbjni-8.10.0-ververica-1.0.jar"
          + " (Maven: org.apache.flink:flink-statebackend-rocksdb:2.3.0 and"
          + " com.ververica:frocksdbjni:8.10.0-ververica-1.0)";

  private final String backend;

  StateLocation(final String backend) {
    this.backend = backend;
  }

  /** Configuration of a job that keeps its state here. */
  Configuration backend() {
    return new Configuration().set(StateBackendOptions.STATE_BACKEND, backend);
  }

  /**
   * Sets the state backend and its memory for a job in this process.
   *
   * @throws UsageException if the jars of the state backend are missing
   */
  void applyHere(final Configuration configuration, final int parallelism) throws UsageException {
    configuration.addAll(backend());
    if (this == DISK) {
      checkHasRocksDb();
      configuration.set(
          TaskManagerOptions.MANAGED_MEMORY_SIZE, MEMORY_OF_A_TASK.multiply(parallelism));
      // A checkpoint writes the changes since the one before it.
      configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    }
  }

  private static void checkHasRocksDb() throws UsageException {
    try {
      for (final String required : ROCKSDB_CLASSES) {
        Class.forName(required, false, StateLocation.class.getClassLoader());
      }
    } catch (final ClassNotFoundException e) {
      throw new UsageException(MISSING_JARS, e);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
