package org.etwflow.source.enumerator;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.event.ProcessCatalogEvent;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.event.SerializedObservations;
import org.etwflow.source.split.EtlSplit;
import org.jspecify.annotations.Nullable;

/**
 * Scan phase in which readers scan splits for processes. The result is then sent to all readers.
 */
final class ProcessScanPhase implements ScanPhase {

  private final SplitEnumeratorContext<EtlSplit> context;
  private final ProcessScan scan;

  ProcessScanPhase(final SplitEnumeratorContext<EtlSplit> context, final ProcessScan scan) {
    this.context = context;
    this.scan = scan;
    context.metricGroup().gauge("scannedSplits", scan::scannedSplits);
    context.metricGroup().gauge("unscannedSplits", scan::unscannedSplits);
  }

  @Override
  public void add(final EtlSplit split) {
    scan.add(split);
  }

  @Override
  public List<EtlSplit> takePassed() {
    if (!scan.isDone()) {
      return List.of();
    }
    if (scan.hasUnsent()) {
      final List<ProcessObservation> news = scan.takeUnsent();
      context.registeredReaders().keySet().forEach(reader -> send(reader, news));
    }
    return scan.takeScanned();
  }

  @Override
  public int size() {
    return scan.size();
  }

  @Override
  public boolean isDone() {
    return scan.isDone();
  }

  @Override
  public @Nullable EtlSplit next(final int reader) {
    return scan.next(reader);
  }

  @Override
  public void giveBack(final int reader) {
    scan.giveBack(reader);
  }

  /**
   * Sends the processes to a reader, which may have restored splits that it must not read before.
   */
  @Override
  public void addReader(final int reader) {
    send(reader, scan.facts());
  }

  @Override
  public void accept(final int reader, final ProcessFactsEvent found) {
    scan.keep(found.facts().toList());
    if (found.isLast()) {
      scan.finish(reader, found.splitId());
    }
  }

  private void send(final int reader, final Collection<ProcessObservation> facts) {
    final Iterator<SerializedObservations> chunks = SerializedObservations.chunks(facts).iterator();
    while (chunks.hasNext()) {
      final SerializedObservations chunk = chunks.next();
      context.sendEventToSourceReader(
          reader, new ProcessCatalogEvent(chunk, !chunks.hasNext(), scan.isOverLimit()));
    }
  }

  @Override
  public long lowerBound() {
    return scan.lowerBound();
  }

  @Override
  public ProcessScanState state() {
    return scan.state();
  }
}
