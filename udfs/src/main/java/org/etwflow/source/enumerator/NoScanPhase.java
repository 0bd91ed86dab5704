package org.etwflow.source.enumerator;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;

/** Scan phase of a source without processes: splits pass it at once. */
final class NoScanPhase implements ScanPhase {

  private final List<EtlSplit> passed;

  NoScanPhase(final List<EtlSplit> splits) {
    passed = new ArrayList<>(splits);
  }

  @Override
  public void add(final EtlSplit split) {
    passed.add(split);
  }

  @Override
  public List<EtlSplit> takePassed() {
    final List<EtlSplit> taken = List.copyOf(passed);
    passed.clear();
    return taken;
  }

  @Override
  public int size() {
    return passed.size();
  }

  @Override
  public boolean isDone() {
    return true;
  }

  @Override
  public @Nullable EtlSplit next(final int reader) {
    return null;
  }

  @Override
  public void giveBack(final int reader) {}

  @Override
  public void addReader(final int reader) {}

  @Override
  public void accept(final int reader, final ProcessFactsEvent found) {}

  @Override
  public long lowerBound() {
    return Long.MAX_VALUE;
  }

  @Override
  public ProcessScanState state() {
    return ProcessScanState.NONE;
  }
}
