package org.etwflow.pipeline;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;
import org.etwflow.event.SendRow;
import org.etwflow.quality.LossReport;
import org.etwflow.quality.QualityPartial;

/** What the pre-aggregation emits beside partial flows. */
final class FlowSideOutputs {

  static final OutputTag<QualityPartial> QUALITY =
      new OutputTag<>("quality", TypeInformation.of(QualityPartial.class));

  static final OutputTag<LossReport> LOSSES =
      new OutputTag<>("losses", TypeInformation.of(LossReport.class));

  /** Sends in no row. */
  static final OutputTag<SendRow> LATE = new OutputTag<>("late", TypeInformation.of(SendRow.class));

  /** All sends, if they are asked for. */
  static final OutputTag<SendRow> EVENTS =
      new OutputTag<>("events", TypeInformation.of(SendRow.class));

  private FlowSideOutputs() {}
}
