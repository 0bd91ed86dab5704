package org.etwflow.report;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.filter.AddressSelection;
import org.etwflow.filter.EventFilter;
import org.etwflow.filter.PortSelection;
import org.etwflow.filter.ProcessSelection;

/** Note on the filter options of a run, none of whose events passed them. */
final class FilterNote {

  private static final String NAMES_ARE_NEEDED =
      " Names of processes are known only from traces with process events; a PID can be selected in"
          + " any trace.";

  private final List<String> options = new ArrayList<>();
  private final boolean needsNames;

  FilterNote(final EventFilter filter) {
    needsNames = filter.processes().needsNames();
    addIf(!filter.local().equals(AddressSelection.ALL), "--local");
    addIf(!filter.remote().equals(AddressSelection.ALL), "--remote");
    addIf(!filter.ports().equals(PortSelection.ALL), "--port");
    addIf(!filter.processes().equals(ProcessSelection.ALL), "--process");
    addIf(filter.from() != EventFilter.NO_START, "--from");
    addIf(filter.to() != EventFilter.NO_END, "--to");
  }

  private void addIf(final boolean isUsed, final String option) {
    if (isUsed) {
      options.add(option);
    }
  }

  /** The text for a number of events. */
  String text(final long events) {
    return "The filters (%s) excluded all %s events."
            .formatted(String.join(", ", options), Quantity.count(events))
        + (needsNames ? NAMES_ARE_NEEDED : "");
  }
}
