package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectedStatisticsTest {

  @Test
  void theCoreIsNoGroup() {
    assertThat(SelectedStatistics.parse("core")).isEqualTo(SelectedStatistics.CORE);
  }

  @Test
  void allIsEveryGroup() {
    assertThat(SelectedStatistics.parse("all").groups()).contains(StatisticsGroup.values());
  }

  @ParameterizedTest
  @EnumSource(StatisticsGroup.class)
  void aGroupIsSelectedByItsNameWithOrWithoutTheCore(final StatisticsGroup group) {
    assertThat(SelectedStatistics.parse(group.toString()).groups()).containsExactly(group);
    assertThat(SelectedStatistics.parse("core, " + group).groups()).containsExactly(group);
    assertThat(SelectedStatistics.NAMES).contains(group.toString());
  }

  @Test
  void everyNameThatIsShownIsTaken() {
    Arrays.stream(SelectedStatistics.NAMES.split(", ")).forEach(SelectedStatistics::parse);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "core,", "Sizes", "size", "sizes;core"})
  void whatNamesNothingIsTold(final String names) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SelectedStatistics.parse(names))
        .withMessageEndingWith("names no statistics: choose some of " + SelectedStatistics.NAMES);
  }
}
