package org.etwflow.flow.topn;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;
import org.etwflow.flow.row.Statistic;

/**
 * Which flows are the largest, and how many of them are shown.
 *
 * @param topCount so many, at least 1
 * @param by the statistic that flows are ranked by: a number
 */
@Internal
public record TopN(int topCount, Statistic by) implements Serializable {

  /** The statistic that flows are ranked by unless another is asked for. */
  public static final Statistic DEFAULT_BY = Statistic.SEND_OCTETS;
}
