package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectedStatisticsTest {

  @Test
  void core_isAlwaysSelected() {
    assertThat(SelectedStatistics.parse("core")).isEqualTo(SelectedStatistics.CORE);
    assertThat(SelectedStatistics.CORE.groups()).containsExactly(StatisticsGroup.CORE);
    assertThat(SelectedStatistics.parse("gaps").has(StatisticsGroup.CORE)).isTrue();
    assertThat(SelectedStatistics.CORE.isCore()).isTrue();
    assertThat(SelectedStatistics.parse("gaps").isCore()).isFalse();
  }

  @Test
  void all_selectsEveryGroup() {
    assertThat(SelectedStatistics.parse("all").groups()).containsExactly(StatisticsGroup.values());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CORE")
  void group_isSelectedWithOrWithoutCore(final StatisticsGroup group) {
    assertThat(SelectedStatistics.parse(group.toString()).groups())
        .containsExactly(StatisticsGroup.CORE, group);
    assertThat(SelectedStatistics.parse("core, " + group))
        .isEqualTo(SelectedStatistics.parse(group.toString()));
    assertThat(SelectedStatistics.names()).contains(group.toString());
  }

  @Test
  void everyListedName_isParsed() {
    assertThat(SelectedStatistics.names())
        .containsExactly("core", "sizes", "gaps", "ticks", "distinct", "all")
        .allSatisfy(
            name ->
                assertThat(SelectedStatistics.parse(name).groups())
                    .containsExactlyElementsOf(groupsNamed(name)));
  }

  private static List<StatisticsGroup> groupsNamed(final String name) {
    return Stream.of(StatisticsGroup.values())
        .filter(
            group ->
                group == StatisticsGroup.CORE
                    || name.equals("all")
                    || name.equals(group.toString()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "core,", "Sizes", "size", "sizes;core"})
  void unknownName_isRejected(final String names) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SelectedStatistics.parse(names))
        .withMessageEndingWith(
            "is not a group of statistics: choose some of core, sizes, gaps, ticks, distinct, all");
  }
}
