package org.etwflow.flow.topn;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;
import org.etwflow.flow.row.Statistic;

/**
 * Number and order of the largest flows.
 *
 * @param topCount number of flows, at least 1
 * @param by numeric statistic that flows are ranked by
 */
@Internal
public record TopN(int topCount, Statistic by) implements Serializable {

  /** Default statistic that flows are ranked by. */
  public static final Statistic DEFAULT_BY = Statistic.OCTETS;
}
