package org.etwflow.source.discovery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.etwflow.source.file.LocalFile;

/**
 * A glob pattern of paths, as in shells: {@code *} and {@code ?} match within a name, except for a
 * dot at its start; {@code [a-z]} and {@code [!a-z]} match one character, {@code {a,b}} one of
 * several texts; a backslash escapes the next character. {@code **} matches across folders that are
 * not hidden, {@code **}{@code /} also no folder.
 *
 * @param base folder that the pattern is relative to, as given; empty for the current folder
 * @param pattern regular expression for paths relative to the base
 */
record Glob(String base, Pattern pattern) {

  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{" + LocalFile.NO_TEXT + "]");

  /**
   * Whether a name has wildcards. Bytes that the JVM could not decode count as wildcards: they give
   * no valid path, but match the same replacement characters in listed names.
   */
  static boolean isGlob(final String name) {
    return WILDCARD.matcher(name).find();
  }

  /** Whether the JVM could not decode a name, so that it may match several files. */
  static boolean isUnreadableName(final String name) {
    return name.indexOf(LocalFile.NO_TEXT) >= 0;
  }

  /**
   * Parses a name with wildcards.
   *
   * @throws PatternSyntaxException if the glob is malformed
   */
  static Glob of(final String name) {
    final Matcher wildcard = WILDCARD.matcher(name);
    final int first =
        isUnreadableName(name)
            ? name.indexOf(LocalFile.NO_TEXT)
            : wildcard.find() ? wildcard.start() : name.length();
    final int relative = name.lastIndexOf('/', first) + 1;
    final String start = name.substring(0, relative);
    final String base = isUnreadableName(name) ? start : start.replaceAll("\\\\(.)", "$1");
    return new Glob(base, new Translation(name, relative).pattern());
  }

  /** Name of the base folder as an input. */
  String baseName() {
    return base.isEmpty() ? "." : base.replaceAll("(?<=[^/:])/$", "");
  }

  boolean matches(final String relativePath) {
    return pattern.matcher(relativePath).matches();
  }

  /** Whether the pattern may match a path below a folder. */
  boolean mayMatchBelow(final String relativeFolder) {
    final Matcher matcher = pattern.matcher(relativeFolder + '/');
    return matcher.matches() || matcher.hitEnd();
  }

  /** Translates a glob to a regular expression. */
  private static final class Translation {

    private static final String NOT_HIDDEN = "(?!\\.)";
    private static final String FOLDERS = "(?:" + NOT_HIDDEN + "[^/]+/)*";
    private static final String ANYTHING = "(?:[^/]|/(?!\\.))*";

    private final String glob;

    /** Whether all characters are literal, as in a name with {@link LocalFile#NO_TEXT}. */
    private final boolean isLiteral;

    private final StringBuilder regex = new StringBuilder();
    private int at;
    private int braces;

    Translation(final String glob, final int start) {
      this.glob = glob;
      this.isLiteral = isUnreadableName(glob);
      this.at = start;
    }

    Pattern pattern() {
      boolean isNameStart = true;
      while (at < glob.length()) {
        final char next = glob.charAt(at);
        add(next, isNameStart ? NOT_HIDDEN : "");
        isNameStart = next == '/' || (isNameStart && next == '{') || (next == ',' && braces > 0);
      }
      if (braces > 0) {
        throw new PatternSyntaxException("missing } after {", glob, -1);
      }
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** Translates the next characters and moves past them. */
    private void add(final char next, final String notHidden) {
      at++;
      if (isLiteral) {
        regex.append(quoted(next));
        return;
      }
      switch (next) {
        case '*' -> addStar(notHidden);
        case '?' -> regex.append(notHidden).append("[^/]");
        case '[' -> addClass(notHidden);
        case '{' -> {
          braces++;
          regex.append("(?:");
        }
        case '}' -> {
          regex.append(braces > 0 ? ")" : "\\}");
          braces = Math.max(0, braces - 1);
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        case '\\' -> {
          regex.append(quoted(at < glob.length() ? glob.charAt(at) : '\\'));
          at++;
        }
        default -> regex.append(quoted(next));
      }
    }

    private void addStar(final String notHidden) {
      if (at == glob.length() || glob.charAt(at) != '*') {
        regex.append(notHidden).append("[^/]*");
        return;
      }
      at++;
      final boolean isWholeName = !notHidden.isEmpty() && glob.startsWith("/", at);
      if (isWholeName) {
        at++;
      }
      regex.append(isWholeName ? FOLDERS : notHidden + ANYTHING);
    }

    private void addClass(final String notHidden) {
      final boolean isNegated = at < glob.length() && "!^".indexOf(glob.charAt(at)) >= 0;
      final int start = isNegated ? at + 1 : at;
      final int end = glob.indexOf(']', start + 1);
      if (end < 0) {
        throw new PatternSyntaxException("missing ] after [", glob, -1);
      }
      regex.append(notHidden).append("(?!/)[").append(isNegated ? "^" : "");
      for (final char member : glob.substring(start, end).toCharArray()) {
        regex.append(member == '-' ? "-" : quoted(member));
      }
      regex.append(']');
      at = end + 1;
    }

    private static String quoted(final char literal) {
      return Character.isLetterOrDigit(literal) || Character.isSurrogate(literal)
          ? String.valueOf(literal)
          : literal < 0x80 ? "\\" + literal : String.valueOf(literal);
    }
  }
}
