package org.etwflow.source.enumerator;

import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.etwflow.source.split.EtlSplit;

/** Looks at files when a test says so, and tells the enumerator what was found when it says so. */
final class LookContext extends TestingSplitEnumeratorContext<EtlSplit> {

  private Look look;

  LookContext(final int readers) {
    super(readers);
    for (int reader = 0; reader < readers; reader++) {
      registerReader(reader, "host");
    }
  }

  @Override
  public <T> void callAsync(
      final Callable<T> callable,
      final BiConsumer<T, Throwable> handler,
      final long initialDelay,
      final long period) {
    look =
        () -> {
          final T found;
          try {
            found = callable.call();
          } catch (final Exception e) {
            return () -> handler.accept(null, e);
          }
          return () -> handler.accept(found, null);
        };
  }

  /** Looks; what was found is told when what this returns is run. */
  Runnable look() {
    return look.look();
  }

  private interface Look {
    Runnable look();
  }
}
