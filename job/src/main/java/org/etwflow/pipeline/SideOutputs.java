package org.etwflow.pipeline;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.OutputTag;
import org.etwflow.event.EventRow;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.quality.LossReport;
import org.etwflow.quality.QualityPartial;

/** Tags of the side outputs in the graph. */
final class SideOutputs {

  /** Quality of consecutive buffers of a trace. */
  static final OutputTag<QualityPartial> QUALITY =
      new OutputTag<>("quality", TypeInformation.of(QualityPartial.class));

  /** Reports of intervals in which events of a host may be missing. */
  static final OutputTag<LossReport> LOSSES =
      new OutputTag<>("losses", TypeInformation.of(LossReport.class));

  /** Events that arrived after their window was closed. */
  static final OutputTag<EventRow> LATE_EVENTS =
      new OutputTag<>("late", TypeInformation.of(EventRow.class));

  /** All selected events that pass the filter. */
  static final OutputTag<EventRow> EVENTS =
      new OutputTag<>("events", TypeInformation.of(EventRow.class));

  /** Flows of the windows that together contain every event exactly once. */
  static final OutputTag<List<WindowedFlow>> TOTALS =
      new OutputTag<>("totals", Types.LIST(TypeInformation.of(WindowedFlow.class)));

  private SideOutputs() {}
}
