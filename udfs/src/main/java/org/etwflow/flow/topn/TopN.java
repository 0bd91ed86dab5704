package org.etwflow.flow.topn;

import java.io.Serializable;
import org.etwflow.flow.row.Statistics;

/**
 * Which flows are the largest, and how many of them are shown.
 *
 * @param topCount so many, at least 1
 * @param by the statistic that tells: one of {@link Statistics#names()}
 */
public record TopN(int topCount, String by) implements Serializable {

  /** The statistic that tells unless another is asked for. */
  public static final String DEFAULT_BY = "sendOctets";
}
