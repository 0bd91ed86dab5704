package org.etwflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Sockets on which a local process accepts connections, as listed by Linux. */
final class ListeningSockets {

  private static final String LISTEN = "0A";

  /** Message of ESRCH: the process ended while its files were being read. */
  private static final String ENDED = "No such process";

  private ListeningSockets() {}

  /** Whether the system lists sockets. */
  public static boolean areListed() {
    return Files.isReadable(Path.of("/proc/self/net/tcp"));
  }

  /** Address and port of each socket, in hexadecimal digits; none if the process has ended. */
  public static List<String> of(final long pid) throws IOException {
    final Path process = Path.of("/proc", Long.toString(pid));
    final List<String> listening = new ArrayList<>();
    try {
      final Set<String> sockets = sockets(process.resolve("fd"));
      for (final String table : List.of("net/tcp", "net/tcp6")) {
        for (final String line : Files.readAllLines(process.resolve(table))) {
          final String[] columns = line.strip().split(" +", -1);
          if (columns[3].equals(LISTEN) && sockets.contains("socket:[" + columns[9] + "]")) {
            listening.add(columns[1]);
          }
        }
      }
    } catch (final NoSuchFileException e) {
      return List.of();
    } catch (final IOException e) {
      if (ENDED.equals(e.getMessage())) {
        return List.of();
      }
      throw e;
    }
    return listening;
  }

  private static Set<String> sockets(final Path descriptors) throws IOException {
    final Set<String> sockets = new HashSet<>();
    try (Stream<Path> files = Files.list(descriptors)) {
      for (final Path file : (Iterable<Path>) files::iterator) {
        sockets.add(target(file));
      }
    }
    return sockets;
  }

  private static String target(final Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (final NoSuchFileException e) {
      // The socket was closed after it was listed.
      return "";
    }
  }
}
