package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs with filters over a sample trace. All events of a row have the same endpoints: a filter by
 * endpoints selects some of the expected rows without changing them.
 */
class FilterRunIT {

  private static final String NAME = "server";

  @TempDir private Path output;

  /** Expected row of the generator. */
  private record Row(String line) {

    String cell(final String column) {
      final List<String> header = List.of(header().split(",", -1));
      return line.split(",", -1)[header.indexOf(column)];
    }

    double number(final String column) {
      return Double.parseDouble(cell(column));
    }

    boolean hasPort(final int first, final int last) {
      return isBetween(number("localPort"), first, last)
          || isBetween(number("remotePort"), first, last);
    }

    private static boolean isBetween(final double port, final int first, final int last) {
      return first <= port && port <= last;
    }
  }

  private static String header() {
    return SampleTraces.expectedRows(NAME).stream()
        .filter(line -> line.startsWith("windowStart"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> expected(final Predicate<Row> wanted) {
    final List<Row> rows =
        SampleTraces.expectedRows(NAME).stream()
            .filter(line -> !line.equals(header()))
            .map(Row::new)
            .toList();
    final List<String> some = rows.stream().filter(wanted).map(Row::line).toList();
    assertThat(some).isNotEmpty().hasSizeLessThan(rows.size());
    return some;
  }

  private static CommandLineRun run(final Object... options) {
    final List<Object> arguments = new ArrayList<>(List.of(SampleTraces.trace(NAME)));
    arguments.addAll(Arrays.asList(options));
    return CommandLineRun.of(arguments.toArray());
  }

  private void assertRows(final Predicate<Row> wanted, final Object... options) {
    final List<Object> arguments = new ArrayList<>(Arrays.asList(options));
    arguments.addAll(List.of("--overwrite", "--output", output));
    final CommandLineRun run = run(arguments.toArray());
    assertThat(run.exitCode()).isZero();
    assertThat(SampleTraces.sortedLines(output.resolve("flows.csv")))
        .filteredOn(line -> !line.equals(header()))
        .isEqualTo(expected(wanted));
  }

  @Test
  void lists_joinedOrRepeated_areEqual() {
    final Predicate<Row> wanted = row -> row.hasPort(443, 443) || row.hasPort(8000, 8999);
    assertRows(wanted, "--port", "443,8000-8999");
    assertRows(wanted, "--port", "443", "--port", "8000-8999");
  }

  @Test
  void event_mustPassAllOptions() {
    assertRows(
        row ->
            row.cell("remoteAddress").matches("198\\.19\\.[0-9]{1,2}\\..*")
                && !row.cell("remoteAddress").startsWith("198.19.64.")
                && !row.hasPort(443, 443),
        "--local",
        "10.0.0.0/8",
        "--remote",
        "198.19.0.0/18,198.19.64.0/19,198.19.96.0/30,198.19.97.0/24,198.19.98.0/23",
        "--remote",
        "198.19.96.0/24,!198.19.64.0/24,!198.19.100.0/24",
        "--port",
        "!443");
  }

  @Test
  void mixedLists_selectAddressesOfBothVersions() {
    assertRows(
        row ->
            row.cell("remoteAddress").startsWith("2001:db8::c612:")
                || row.cell("remoteAddress").startsWith("198.18."),
        "--remote",
        "2001:db8::c612:0/112,198.18.0.0/16");
    assertRows(
        row -> row.cell("localAddress").contains(".") && !row.hasPort(443, 443),
        "--local",
        "10.0.0.0/8,::/64",
        "--remote",
        "!2001:db8::/32",
        "--local",
        "!2001:db8::/32,!fe80::/10",
        "--port",
        "!443");
  }

  /** An IPv4 address and the IPv6 address that maps it are different. */
  @Test
  void mappedAddresses_areAddressesOfIpv6() {
    assertRows(
        row -> row.cell("localAddress").startsWith("::ffff:"), "--local", "::ffff:0.0.0.0/96");
    assertRows(row -> row.cell("localAddress").matches("[0-9.]+"), "--local", "0.0.0.0/0");
    assertRows(row -> row.cell("localAddress").contains(":"), "--local", "!0.0.0.0/0");
  }

  @Test
  void timeRange_atWindowBounds_keepsWindowsBetween() {
    assertRows(
        row -> row.cell("windowStart").equals("2026-03-02T09:00:10.0000000Z"),
        "--from",
        "2026-03-02T09:00:10",
        "--to",
        "2026-03-02T10:00:20+01:00");
  }

  @Test
  void condition_isAppliedToEachRow() {
    assertRows(
        row ->
            (row.number("sendCount") >= 3 && row.number("octets") < 1_500)
                || row.number("windowReceiveBitRate") > 30_000,
        "--having",
        "sendCount >= 3 and octets < 1.5k or windowReceiveBitRate > 30k");
  }

  @Test
  void condition_isAppliedToPrintedRows() {
    final CommandLineRun run = run("--follow", "--having", "octets >= 20k", "--port", "443,1433");
    assertThat(run.out().lines().filter(line -> !line.equals(header())).sorted().toList())
        .isEqualTo(
            expected(
                row ->
                    row.number("octets") >= 20_000
                        && (row.hasPort(443, 443) || row.hasPort(1433, 1433))));
  }

  @Test
  void condition_reducesTableButNotTotals() {
    final List<String> lines = tableAndTotals(run("--group-by", "processId"));
    final String totals = lines.get(lines.size() - 1);
    final int flows = lines.size() - 3;

    final CommandLineRun run = run("--group-by", "processId", "--having", "octets < 1M");

    final List<String> fewer = tableAndTotals(run);
    assertThat(fewer).hasSizeBetween(4, lines.size() - 1);
    assertThat(fewer.subList(1, fewer.size() - 3)).isNotEmpty().isSubsetOf(lines);
    assertThat(fewer.get(fewer.size() - 3)).startsWith("    other ");
    assertThat(fewer.get(fewer.size() - 1))
        .contains(flows + " flows")
        .startsWith(totals.substring(0, totals.indexOf(" Read")));
  }

  private static List<String> tableAndTotals(final CommandLineRun run) {
    return run.out().lines().toList();
  }

  @Test
  void emptyTable_isExplained() {
    assertThat(run("--remote", "1.2.3.4").out())
        .startsWith("0 sends with 0 B, 0 receives with 0 B, 0 flows in 1 trace.")
        .containsPattern("\nThe filters \\(--remote\\) excluded all [0-9,]+ events\\.\n$");
    assertThat(run("--process", "none.exe").out())
        .endsWith(
            " events. Names of processes are known only from traces with process events; a PID can"
                + " be selected in any trace.\n");
    assertThat(run("--having", "sendCount > 1T").out())
        .startsWith(String.format(Locale.ROOT, "%,d sends ", SampleTraces.sum(NAME, "sendCount")))
        .endsWith("\nNo flow satisfies --having over the whole run. Rows of single windows may.\n");
  }
}
