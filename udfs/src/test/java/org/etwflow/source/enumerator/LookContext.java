package org.etwflow.source.enumerator;

import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.etwflow.source.split.EtlSplit;

/**
 * Context that looks at files, and delivers the result to the enumerator, when the test requests
 * it.
 */
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
          } catch (final Exception | AssertionError e) {
            return () -> handler.accept(null, e);
          }
          return () -> handler.accept(found, null);
        };
  }

  /** Looks at the files. The returned action delivers the result. */
  Runnable look() {
    return look.look();
  }

  private interface Look {
    Runnable look();
  }
}
