package org.etwflow.report;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.filter.ProcessSelection;
import org.etwflow.filter.Selection;
import org.etwflow.filter.SendFilter;

/** Note on the filter options of a run, none of whose sends passed them. */
final class FilterNote {

  private final List<String> options = new ArrayList<>();

  FilterNote(final SendFilter filter) {
    addIf(!filter.local().equals(Selection.ALL), "--local");
    addIf(!filter.remote().equals(Selection.ALL), "--remote");
    addIf(!filter.ports().equals(Selection.ALL), "--port");
    addIf(!filter.processes().equals(ProcessSelection.ALL), "--process");
    addIf(filter.from() != SendFilter.NO_START, "--from");
    addIf(filter.to() != SendFilter.NO_END, "--to");
  }

  private void addIf(final boolean isUsed, final String option) {
    if (isUsed) {
      options.add(option);
    }
  }

  /** The text for a number of sends. */
  String text(final long sends) {
    return "The filters (%s) excluded all %s sends."
        .formatted(String.join(", ", options), Quantity.count(sends));
  }
}
