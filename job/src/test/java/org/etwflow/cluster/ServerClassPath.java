package org.etwflow.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Class paths of servers, which the build with the profile {@code cluster} resolves. */
final class ServerClassPath {

  static final Path SERVERS = Path.of("src/test/servers");

  private ServerClassPath() {}

  /** Returns the class path of a server, or skips the test if there is none. */
  static String of(final String server) throws IOException {
    final Path file = SERVERS.resolve(server).resolve("target/class-path");
    assumeTrue(Files.exists(file), () -> file + " does not exist: run the build with -Pcluster");
    return Files.readString(file).strip();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
