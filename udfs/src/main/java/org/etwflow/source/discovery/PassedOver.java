package org.etwflow.source.discovery;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.annotation.Internal;

/** What is in folders and was not taken for a trace: how much of it, and some of its names. */
@Internal
public final class PassedOver {

  private static final int NAMES_KEPT = 3;

  private final Map<Reason, Names> byReason = new EnumMap<>(Reason.class);

  /** Why something is passed over. */
  enum Reason {
    OTHER_NAME("not named .etl, .etl.gz or .etl.zip, give the name of a file to have it read"),
    NO_TRACE("no trace inside, or packed by another tool than those that are read"),
    HIDDEN("hidden"),
    BROKEN_LINK("links that lead to nothing"),
    SPECIAL("pipes, sockets and devices"),
    LINK_AGAIN("other names of files or folders that are read once");

    private final String text;

    Reason(final String text) {
      this.text = text;
    }
  }

  void add(final Reason reason, final String name) {
    byReason.computeIfAbsent(reason, key -> new Names()).add(name);
  }

  /** A line for each reason, without an end. */
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
