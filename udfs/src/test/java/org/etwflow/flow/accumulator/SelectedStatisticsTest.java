package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectedStatisticsTest {

  @Test
  void theCoreIsAlwaysSelected() {
    assertThat(SelectedStatistics.parse("core")).isEqualTo(SelectedStatistics.CORE);
    assertThat(SelectedStatistics.CORE.groups()).containsExactly(StatisticsGroup.CORE);
    assertThat(SelectedStatistics.parse("gaps").has(StatisticsGroup.CORE)).isTrue();
  }

  @Test
  void allIsEveryGroup() {
    assertThat(SelectedStatistics.parse("all").groups()).contains(StatisticsGroup.values());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CORE")
  void aGroupIsSelectedByItsNameWithOrWithoutTheCore(final StatisticsGroup group) {
    assertThat(SelectedStatistics.parse(group.toString()).groups())
        .containsExactly(StatisticsGroup.CORE, group);
    assertThat(SelectedStatistics.parse("core, " + group))
        .isEqualTo(SelectedStatistics.parse(group.toString()));
    assertThat(SelectedStatistics.names()).contains(group.toString());
  }

  @Test
  void everyNameThatIsShownIsTaken() {
    assertThat(SelectedStatistics.names())
        .hasSize(6)
        .allSatisfy(
            name ->
                assertThat(SelectedStatistics.parse(name).groups()).contains(StatisticsGroup.CORE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "core,", "Sizes", "size", "sizes;core"})
  void whatNamesNothingIsTold(final String names) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SelectedStatistics.parse(names))
        .withMessageEndingWith(
            "names no statistics: choose some of core, sizes, gaps, ticks, distinct, all");
  }
}
