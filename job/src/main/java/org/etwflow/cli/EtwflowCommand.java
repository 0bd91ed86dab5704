package org.etwflow.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
import org.etwflow.pipeline.SourceSettings;
import org.etwflow.run.FlowRun;
import org.etwflow.run.FollowRun;
import org.etwflow.run.Output;
import org.etwflow.run.OutputFolder;
import org.etwflow.run.Parallelism;
import org.etwflow.run.RowLayout;
import org.etwflow.run.StateLocation;
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

/** The command line options, and the checks of their combinations. */
@Command(
    name = "etwflow",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Computes network flow statistics from Windows event traces (.etl):",
      "which process sent and received how much, with whom, when and how fast.%n"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success; warnings name the traces that are not complete",
      "1:the run failed, no trace could be read, or --strict found a damaged or incomplete trace",
      "2:invalid options, a path that does not exist, or a folder or glob without traces",
      "3:files were skipped because of errors of their file system (--on-storage-error skip)",
      "130:stopped by Ctrl-C (SIGINT)",
      "141:the reader of standard output has exited, for example head",
      "143:stopped by SIGTERM"
    })
final class EtwflowCommand implements Callable<Integer> {

  static final String STATE = "--state";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description =
          "Traces: files, folders (recursively) or globs. May be packed: gz, zip, bz2, xz.")
  private List<String> paths;

  @Mixin private WindowOptions windows;

  @Option(
      names = "--group-by",
      paramLabel = "GROUPING",
      defaultValue = "flow",
      converter = GroupingConverter.class,
      description = "Key of a flow: " + Grouping.NAMES + ". Default: ${DEFAULT-VALUE}")
  private Grouping grouping;

  @Mixin private FilterOptions filters;

  @Option(
      names = "--statistics",
      paramLabel = "LIST",
      defaultValue = "core",
      converter = StatisticsConverter.class,
      completionCandidates = StatisticsConverter.Names.class,
      description =
          "Groups of statistics in the rows: ${COMPLETION-CANDIDATES}. core is always included."
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
          "Replace the files of an earlier run in that folder, once the new files are complete. On"
              + " one machine only.")
  private boolean overwrite;

  @Option(
      names = "--events",
      description = "Also write events.csv, with a row for each counted event.")
  private boolean events;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Format of the files: ${COMPLETION-CANDIDATES}. Default: csv")
  private RowFormat format;

  @Option(
      names = "--escape-formulas",
      description =
          "In CSV, put an apostrophe before texts that begin with = + - or @, so that spreadsheets"
              + " do not run them as formulas.")
  private boolean escapeFormulas;

  @Mixin private FollowOptions follow;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "Execution mode of Flink: ${COMPLETION-CANDIDATES}. The rows are the same."
              + " Default: ${DEFAULT-VALUE}")
  private Mode mode = Mode.STREAMING;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "Number of parallel tasks. Default: number of processors; on a cluster, its default")
  private Integer parallelism;

  @Option(
      names = STATE,
      paramLabel = "PLACE",
      description =
          "Where open windows are kept: ${COMPLETION-CANDIDATES}. disk takes longer, and needs"
              + " little memory for any number of flows. Default: heap; on a cluster, its default")
  private StateLocation state;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Host of a trace: folder (name of its folder), file (file name up to the first dot), or a"
              + " name for all traces. Default: all traces are of one host, without a name")
  private String host;

  @Option(
      names = "--max-expansion",
      paramLabel = "N",
      defaultValue = "" + BufferReader.DEFAULT_MAX_EXPANSION,
      description =
          "Limit of decompression: N times the size of a buffer; for a packed file, 256 MiB and N"
              + " times its size. Default: ${DEFAULT-VALUE}")
  private int maxExpansion;

  @Mixin private StorageOptions storage;

  @Option(
      names = "--strict",
      description =
          "Fail if anything in a trace cannot be read or is missing, except what the log header"
              + " counts as lost.")
  private boolean strict;

  /** {@link RuntimeExecutionMode} without {@code AUTOMATIC}. */
  enum Mode {
    BATCH,
    STREAMING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Creates the command line. It prints usage errors as messages, without stack traces. */
  static CommandLine commandLine() {
    return new CommandLine(new EtwflowCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        // The name of a trace may begin with @.
        .setExpandAtFiles(false)
        .setExecutionStrategy(EtwflowCommand::executeCatchingErrors)
        .setParameterExceptionHandler(Failures::printUsageError)
        .setExecutionExceptionHandler(Failures::printFailure);
  }

  /** Catches errors, too, such as too little memory: picocli's handler only gets exceptions. */
  private static int executeCatchingErrors(final ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (final Error e) {
      return Failures.printFailure(e, parsed.commandSpec().commandLine(), parsed);
    }
  }

  @Override
  public Integer call() throws Exception {
    checkOptions();
    final FlowSettings settings = settings();
    checkIsSelected("--having", settings.having().statistics());
    checkIsSelected("--by", Set.of(settings.ranking().by()));
    checkHasWindows("--having", settings, settings.having().statistics());
    checkHasWindows("--by", settings, Set.of(settings.ranking().by()));
    check(
        !settings.ranking().by().isOfWindow() || settings.topOnly(),
        "--by: '%s' orders rows of windows: add --top, or choose a statistic of flows, such as"
                .formatted(settings.ranking().by())
            + " flowSendBitRate");
    check(
        !settings.topOnly() || !(settings.windowing() instanceof Windowing.Session),
        "--top and --session exclude each other: with --session each flow has its own windows");
    final CommandLine console = spec.commandLine();
    try {
      return run(settings, console.getOut(), console.getErr());
    } catch (final UsageException e) {
      throw new ParameterException(console, e.getMessage(), e);
    }
  }

  private FlowSettings settings() {
    try {
      final TopN ranking = top.ranking(!follow.isEnabled());
      return new FlowSettings(
              paths, hostNaming(), grouping, windows.windowing(), ranking.topCount(), strict)
          .withSource(source())
          .withRanking(ranking, top.limitsRows())
          .withStatistics(statistics)
          .withCounted(filters.counted())
          .withFilter(filters.filter())
          .withHaving(filters.having())
          .withEvents(events);
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private SourceSettings source() {
    return new SourceSettings(
        paths, hostNaming(), follow.following(), maxExpansion, storage.storageErrors());
  }

  /** Checks that an option only uses statistics of the selected groups. */
  private void checkIsSelected(final String option, final Set<Statistic> used) {
    for (final Statistic statistic : used) {
      check(
          statistics.has(statistic.group()),
          "%s: '%s' is not selected: add --statistics %s"
              .formatted(option, statistic, statistic.group()));
    }
  }

  /** Checks that rates of windows are only used where there are rows with windows. */
  private void checkHasWindows(
      final String option, final FlowSettings settings, final Set<Statistic> used) {
    final boolean hasRowsOfWindows =
        (output != null || follow.isEnabled())
            && !(settings.windowing() instanceof Windowing.WholeRun);
    for (final Statistic statistic : used) {
      check(
          hasRowsOfWindows || !statistic.isOfWindow(),
          "%s: '%s' is in rows of windows only: choose %s, or write rows with --output and without"
                  .formatted(option, statistic, statistic.toString().replace("window", "flow"))
              + " --window whole");
    }
  }

  private int run(final FlowSettings settings, final PrintWriter out, final PrintWriter err)
      throws Exception {
    final RowLayout layout = new RowLayout(rowFormat(), host != null, escapeFormulas);
    return follow.isEnabled()
        ? new FollowRun(settings, parallelism(), state(), layout, output(layout)).execute(out, err)
        : new FlowRun(settings, mode(), parallelism(), state(), layout, output(layout))
            .execute(out, err);
  }

  private Output output(final RowLayout layout) {
    return output == null ? Output.none() : new OutputFolder(output, layout, events, overwrite);
  }

  private Parallelism parallelism() {
    return parallelism == null ? new Parallelism.Default() : new Parallelism.Fixed(parallelism);
  }

  private Optional<StateLocation> state() {
    return Optional.ofNullable(state);
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
        "--group-by host requires --host: traces do not name their host");
    check(
        format == null || output != null || follow.isEnabled(),
        "--format requires --output DIR: the console shows a table");
    check(
        format == null || output != null || format.isText(),
        "--format parquet requires --output DIR: Parquet cannot be printed");
    check(!events || output != null, "--events requires --output DIR");
    check(output == null || !output.isBlank(), "--output requires the name of a folder");
    check(!overwrite || output != null, "--overwrite requires --output DIR");
    check(
        !overwrite || !follow.isEnabled(),
        "--follow and --overwrite exclude each other: --follow resumes with the rows in its"
            + " folder");
    check(
        !escapeFormulas || rowFormat() == RowFormat.CSV, "--escape-formulas requires --format csv");
    check(
        !escapeFormulas || output != null || follow.isEnabled(),
        "--escape-formulas requires --output DIR: the console shows a table");
    check(
        mode != Mode.BATCH || !follow.isEnabled(),
        "--follow and --mode batch exclude each other: batch mode computes at the end of the"
            + " input");
    check(host == null || !host.isBlank(), "--host requires a name");
  }

  private void check(final boolean isValid, final String message) {
    if (!isValid) {
      throw new ParameterException(spec.commandLine(), message);
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
