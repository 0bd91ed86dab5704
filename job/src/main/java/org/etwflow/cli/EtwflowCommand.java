package org.etwflow.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.etl.BufferReader;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.topn.TopN;
import org.etwflow.flow.window.Windowing;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.run.FlowRun;
import org.etwflow.run.FollowRun;
import org.etwflow.run.Output;
import org.etwflow.run.RowLayout;
import org.etwflow.run.UsageException;
import org.etwflow.sink.RowFormat;
import org.etwflow.source.config.HostNaming;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The options, and what is wrong with them. */
@Command(
    name = "etwflow",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Network flow statistics from Windows event traces (.etl):",
      "which process sent how much, to whom, when and how fast.%n"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the rows are complete, or a warning says what is missing",
      "1:the run failed, or no trace could be read, or one is damaged and --strict was given",
      "2:wrong options, or a path that does not exist",
      "141:the reader of standard output has gone, as head does"
    })
final class EtwflowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description =
          "Traces: files, folders with all below them, globs. Also packed: gz, zip, bz2, xz.")
  private List<String> paths;

  @Mixin private WindowOptions windows;

  @Option(
      names = "--group-by",
      paramLabel = "GROUPING",
      defaultValue = "flow",
      converter = GroupingConverter.class,
      description = "Which sends are one flow: " + Grouping.NAMES + ". Default: ${DEFAULT-VALUE}")
  private Grouping grouping;

  @Mixin private FilterOptions filters;

  @Option(
      names = "--statistics",
      paramLabel = "LIST",
      defaultValue = "core",
      converter = StatisticsConverter.class,
      completionCandidates = StatisticsConverter.Names.class,
      description =
          "Which statistics rows have: some of ${COMPLETION-CANDIDATES}. The core is always there."
              + " Default: ${DEFAULT-VALUE}")
  private SelectedStatistics statistics;

  @Mixin private TopOptions top;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Write all rows into this folder: flows.csv, traces.csv and late.csv.")
  private String output;

  @Option(
      names = "--overwrite",
      description =
          "Replace files of an earlier run in that folder, when the new ones are whole. On one"
              + " machine only.")
  private boolean overwrite;

  @Option(
      names = "--events",
      description = "Write the sends themselves there, too: events.csv, with a row for each.")
  private boolean events;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of the rows in that folder: ${COMPLETION-CANDIDATES}. Default: csv")
  private RowFormat format;

  @Option(
      names = "--escape-formulas",
      description =
          "In CSV, put an apostrophe before texts that begin with = + - @, so that no spreadsheet"
              + " takes them for formulas.")
  private boolean escapeFormulas;

  @Mixin private FollowOptions follow;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "How Flink runs the job: ${COMPLETION-CANDIDATES}. The rows are the same."
              + " Default: ${DEFAULT-VALUE}")
  private Mode mode = Mode.STREAMING;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "So many tasks side by side. Default: one for each processor; on a cluster, its default")
  private Integer parallelism;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Which machine a trace is from: folder (the name of the folder it is in), file (its own"
              + " name, up to the first dot), or a name for all. Without it all are of one"
              + " machine.")
  private String host;

  @Option(
      names = "--max-expansion",
      paramLabel = "N",
      defaultValue = "" + BufferReader.DEFAULT_MAX_EXPANSION,
      description =
          "Do not decompress a buffer to more than N times its size, or a packed file to more than"
              + " N times its size and 256 MiB. Default: ${DEFAULT-VALUE}")
  private int maxExpansion;

  @Option(names = "--strict", description = "Fail if anything in a trace cannot be read.")
  private boolean strict;

  /** {@link RuntimeExecutionMode} without the choice that is none. */
  enum Mode {
    BATCH,
    STREAMING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A command line that answers mistakes with what to do, and not with a stack trace. */
  static CommandLine commandLine() {
    return new CommandLine(new EtwflowCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        // A trace may be named so, and names of files are no place for options.
        .setExpandAtFiles(false)
        .setExecutionStrategy(EtwflowCommand::executeOrAnswer)
        .setParameterExceptionHandler(Failures::answerWrongOption)
        .setExecutionExceptionHandler(Failures::answerFailedRun);
  }

  /** Answers errors, too, such as too little memory: the handler is for exceptions alone. */
  private static int executeOrAnswer(final ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (final VirtualMachineError | LinkageError e) {
      return Failures.answerFailedRun(e, parsed.commandSpec().commandLine(), parsed);
    }
  }

  @Override
  public Integer call() throws Exception {
    checkOptions();
    final FlowSettings settings = settings();
    checkIsCounted("--having", settings.having().statistics());
    checkIsCounted("--by", Set.of(settings.ranking().by()));
    check(
        !settings.topOnly() || !(settings.windowing() instanceof Windowing.Session),
        "--top ranks the flows of a window, and with --session each flow has its own windows:"
            + " leave out one of them");
    final CommandLine console = spec.commandLine();
    try {
      return run(settings, console.getOut(), console.getErr());
    } catch (final UsageException e) {
      throw new ParameterException(console, e.getMessage(), e);
    }
  }

  private FlowSettings settings() {
    try {
      final TopN ranking = top.ranking(!follow.isAsked());
      return new FlowSettings(
              paths, hostNaming(), grouping, windows.windowing(), ranking.topCount(), strict)
          .withRanking(ranking, top.isAsked())
          .withFollowing(follow.following())
          .withStatistics(statistics)
          .withFilter(filters.filter())
          .withHaving(filters.having())
          .withEvents(events)
          .withMaxExpansion(maxExpansion);
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** A statistic that is not counted satisfies no condition and orders nothing. */
  private void checkIsCounted(final String option, final Set<Statistic> wanted) {
    wanted.stream()
        .filter(statistic -> !statistics.has(statistic.group()))
        .findFirst()
        .ifPresent(
            missing ->
                check(
                    false,
                    "%s: '%s' is not counted: add --statistics %s"
                        .formatted(option, missing, missing.group())));
  }

  private int run(final FlowSettings settings, final PrintWriter out, final PrintWriter err)
      throws Exception {
    final RowLayout layout = new RowLayout(rowFormat(), host != null, escapeFormulas);
    final Output rows = output == null ? null : new Output(output, layout, events, overwrite);
    return settings.following() == null
        ? new FlowRun(settings, mode(), parallelism, layout, rows).execute(out, err)
        : new FollowRun(settings, parallelism, layout, rows).execute(out, err);
  }

  private RowFormat rowFormat() {
    return format == null ? RowFormat.CSV : format;
  }

  private RuntimeExecutionMode mode() {
    return RuntimeExecutionMode.valueOf(mode.name());
  }

  private void checkOptions() {
    check(parallelism == null || parallelism >= 1, "--parallelism must be at least 1");
    check(maxExpansion >= 1, "--max-expansion must be at least 1");
    check(
        !grouping.needsHost() || host != null,
        "--group-by host needs --host: nothing in a trace tells which machine it is from");
    check(
        format == null || output != null || follow.isAsked(),
        "--format needs --output DIR, where the rows go: the console shows a table");
    check(
        format == null || output != null || format.isText(),
        "--format parquet needs --output DIR, where the rows go: it is nothing to print");
    check(!events || output != null, "--events needs --output DIR, where they go");
    check(output == null || !output.isBlank(), "--output needs a folder, and is empty");
    check(!overwrite || output != null, "--overwrite needs --output DIR, whose files it replaces");
    check(
        !overwrite || !follow.isAsked(),
        "--follow goes on with the rows in its folder, and --overwrite replaces them: leave out one"
            + " of them");
    check(
        !escapeFormulas || rowFormat() == RowFormat.CSV,
        "--escape-formulas is for CSV: no other format is read as formulas");
    check(
        !escapeFormulas || output != null || follow.isAsked(),
        "--escape-formulas needs --output DIR, where the rows go: the console shows a table");
    check(
        mode != Mode.BATCH || !follow.isAsked(),
        "--follow has no end, and --mode batch computes at the end: leave out one of them");
    check(host == null || !host.isBlank(), "--host needs a name");
  }

  private void check(final boolean holds, final String otherwise) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  private HostNaming hostNaming() {
    if (host == null) {
      return new HostNaming.OneMachine();
    }
    return switch (host) {
      case "folder" -> new HostNaming.Folder();
      case "file" -> new HostNaming.File();
      default -> new HostNaming.Named(host);
    };
  }
}
