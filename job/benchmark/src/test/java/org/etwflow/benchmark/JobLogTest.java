package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobLogTest {

  private static final String RUNNING =
      "1772442000500 Job etwflow (c08085d4) switched from state CREATED to RUNNING.\n";
  private static final String TASK =
      "1772442000900 Source: traces (1/1) (e4c1) switched from INITIALIZING to RUNNING.\n";
  private static final String FINISHED =
      "1772442013250 Job etwflow (c08085d4) switched from state RUNNING to FINISHED.\n";

  @Test
  void seconds_areFromRunningToFinished() {
    assertThat(JobLog.seconds(RUNNING + TASK + FINISHED)).hasValue(12.75);
  }

  @Test
  void otherLines_areIgnored() {
    assertThat(JobLog.seconds("warning: a trace\n" + RUNNING + "\n" + FINISHED + TASK))
        .hasValue(12.75);
  }

  @Test
  void incompleteLog_givesNoTime() {
    assertThat(JobLog.seconds(RUNNING + TASK)).isEmpty();
    assertThat(JobLog.seconds(FINISHED)).isEmpty();
    assertThat(JobLog.seconds("")).isEmpty();
  }
}
