package org.etwflow.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;

/** Folder of generated traces, with all their sends. */
final class TraceFolder {

  private final Path folder;
  private final List<String> options;
  private final List<WrittenSend> sends = new ArrayList<>();
  private int buffers;

  /**
   * Creates a folder without traces.
   *
   * @param options options of the generator for all traces
   */
  TraceFolder(final Path folder, final String... options) {
    this.folder = folder;
    this.options = List.of(options);
  }

  /** Generates a trace. */
  WrittenTrace write(final String name, final String... moreOptions) throws IOException {
    final List<String> all = new ArrayList<>(options);
    Collections.addAll(all, moreOptions);
    return write(name, TraceGenerator.inMemory(all.toArray(String[]::new)));
  }

  /** Adds a trace. */
  WrittenTrace write(final String name, final WrittenTrace trace) throws IOException {
    Files.write(folder.resolve(name), trace.bytes());
    sends.addAll(trace.readableSends());
    buffers += trace.buffers().size() + 1;
    return trace;
  }

  /** Sends of all traces, in the order of writing. */
  List<WrittenSend> sends() {
    return sends;
  }

  /** Number of buffers of all traces, with those of the log headers. */
  int buffers() {
    return buffers;
  }

  /** The folder as an input of a job. */
  String input() {
    return folder.toString();
  }

  /** The folder as an input that {@link FlakyFileSystem} reads. */
  String flakyInput() {
    return FlakyFileSystem.SCHEME + "://" + folder;
  }
}
