package org.etwflow.pipeline;

import java.time.Duration;
import java.util.List;
import org.etwflow.flow.Grouping;
import org.etwflow.source.enumerator.HostNaming;

/**
 * What a run is to compute.
 *
 * @param inputs files, directories and globs
 * @param hostNaming which machine a trace is from
 * @param grouping which sends are one flow
 * @param window length of the windows, at least 1 ms, whole milliseconds
 * @param topCount so many flows in the summary, at least 1
 * @param strict whether damage in a trace fails the run
 */
public record FlowSettings(
    List<String> inputs,
    HostNaming hostNaming,
    Grouping grouping,
    Duration window,
    int topCount,
    boolean strict) {}
