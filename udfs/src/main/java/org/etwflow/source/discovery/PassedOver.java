package org.etwflow.source.discovery;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.annotation.Internal;

/** Files and links that were skipped in folders, by reason: number and first names. */
@Internal
public final class PassedOver {

  private static final int NAMES_KEPT = 3;

  private final Map<Reason, Names> byReason = new EnumMap<>(Reason.class);

  /** Reasons to skip an entry. */
  enum Reason {
    OTHER_NAME("not named .etl, .etl.gz or .etl.zip; to read such a file, name it"),
    NO_TRACE("no trace inside, or an unsupported packed format"),
    HIDDEN("hidden"),
    BROKEN_LINK("broken links"),
    SPECIAL("pipes, sockets and devices"),
    LINK_AGAIN("further names of files or folders that are already read");

    private final String text;

    Reason(final String text) {
      this.text = text;
    }
  }

  void add(final Reason reason, final String name) {
    byReason.computeIfAbsent(reason, key -> new Names()).add(name);
  }

  /** A line of text for each reason, without a line break. */
  public List<String> lines() {
    return byReason.entrySet().stream()
        .map(entry -> entry.getValue().line(entry.getKey().text))
        .toList();
  }

  private static final class Names {

    private final List<String> first = new ArrayList<>();
    private long count;

    void add(final String name) {
      count++;
      if (first.size() < NAMES_KEPT) {
        first.add(name);
      }
    }

    String line(final String reason) {
      return String.format(
          Locale.ROOT,
          "%s (%,d): %s%s",
          reason,
          count,
          String.join(", ", first),
          count > first.size() ? ", …" : "");
    }
  }
}
