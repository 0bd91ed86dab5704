package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BufferConditionTest {

  @Test
  void ends_areMarksAndNoRanges() {
    assertThat(BufferCondition.values())
        .filteredOn(BufferCondition::isEnd)
        .containsExactly(BufferCondition.END_OF_TRACE, BufferCondition.END_OF_SESSION);
  }

  @Test
  void texts_areDifferent() {
    assertThat(Arrays.stream(BufferCondition.values()).map(BufferCondition::text))
        .doesNotHaveDuplicates()
        .contains("unreadable", "damaged buffer header");
  }
}
