package org.etwflow.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.etwflow.process.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Selection of processes by lists of names and PIDs. */
class ProcessSelectionTest {

  private static final ProcessInstance SERVICE =
      new ProcessInstance(1_234, 0, "svchost.exe", "svchost.exe (Dnscache)");

  private static boolean matches(final ProcessInstance process, final String... lists) {
    return ProcessSelection.of(List.of(lists)).matches(process.processId(), process);
  }

  private static boolean wantsNamed(final String name, final String list) {
    return matches(new ProcessInstance(8, 0, name, name), list);
  }

  @Test
  void emptySelection_matchesEveryProcess() {
    assertThat(ProcessSelection.ALL.matches(4, null)).isTrue();
    assertThat(ProcessSelection.ALL.matches(4, SERVICE)).isTrue();
    assertThat(ProcessSelection.of(List.of())).isEqualTo(ProcessSelection.ALL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "svchost.exe            | true",
        "SVCHOST.EXE            | true",
        "svchost.exe (Dnscache) | true",
        "*(dnscache)            | true",
        "svchost*               | true",
        "svchost                | false",
        "vchost.exe             | false",
        "1234                   | true",
        "123                    | false",
        "12345                  | false",
        "chrome.exe, 1234       | true",
        "chrome.exe,svchost.ex? | true",
        "!svchost.exe           | false",
        "! *Dnscache*           | false",
        "!1234                  | false",
        "!chrome.exe            | true",
        "svchost*,!1234         | false",
        "svchost*,!4            | true",
        "1234,!svchost*         | false",
        "'  1234  ,  4 '        | true",
      })
  void list_includesAndExcludes(final String list, final boolean isMatch) {
    assertThat(matches(SERVICE, list)).isEqualTo(isMatch);
  }

  @Test
  void severalLists_areJoined() {
    assertThat(matches(SERVICE, "chrome.exe", "svchost.exe")).isTrue();
    assertThat(matches(SERVICE, "svchost.exe", "!1234")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"*, false", "!*, true", "1234, true", "!1234, false", "4, false", "!x, true"})
  void unknownProcess_isMatchedByPidOnly(final String list, final boolean isMatch) {
    final ProcessInstance nameless = new ProcessInstance(1_234, 0, "", null);

    assertThat(ProcessSelection.of(List.of(list)).matches(1_234, null)).isEqualTo(isMatch);
    assertThat(matches(nameless, list)).isEqualTo(isMatch);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234", "!4", "4, 8,!12"})
  void pids_needNoNames(final String list) {
    assertThat(ProcessSelection.of(List.of(list)).needsNames()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "4,!x", "0x10", "12 34"})
  void names_needNames(final String list) {
    assertThat(ProcessSelection.of(List.of(list)).needsNames()).isTrue();
  }

  @Test
  void largestPid_isAccepted() {
    final ProcessSelection selection = ProcessSelection.of(List.of("0,4294967295"));

    assertThat(selection.matches(0, null)).isTrue();
    assertThat(selection.matches(0xFFFF_FFFFL, null)).isTrue();
    assertThat(selection.matches(1, null)).isFalse();
  }

  @Property(tries = 3_000)
  void patterns_matchAsRegularExpressions(
      @ForAll @Chars({'a', 'B', '.', '*', '?'}) @StringLength(min = 1, max = 8)
          final String pattern,
      @ForAll @CharRange(from = 'a', to = 'b') @Chars({'.', 'A'}) @StringLength(min = 1, max = 10)
          final String name) {
    final String expression =
        pattern.chars().mapToObj(ProcessSelectionTest::expression).collect(Collectors.joining());

    assertThat(wantsNamed(name, pattern))
        .isEqualTo(Pattern.compile(expression, Pattern.CASE_INSENSITIVE).matcher(name).matches());
  }

  private static String expression(final int character) {
    return switch (character) {
      case '*' -> ".*";
      case '?' -> ".";
      default -> Pattern.quote(Character.toString(character));
    };
  }

  @Test
  void patternOfManyStars_takesBoundedTime() {
    assertThat(wantsNamed("a".repeat(255), "*a".repeat(100) + "b")).isFalse();
  }
}
