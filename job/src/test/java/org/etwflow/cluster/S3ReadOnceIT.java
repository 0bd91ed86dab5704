package org.etwflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.etwflow.cli.EtwflowProcess;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bytes that an S3 server sends for one reading of a trace. Flink's client cannot bound a read:
 * what the buffers of the connection hold when a read is given up has been sent as well.
 */
@Tag("cluster")
@Timeout(300)
class S3ReadOnceIT {

  private static final double MOST = 1.1;

  @TempDir private static Path folder;

  private static S3Server server;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start(folder, "traces");
    Files.writeString(folder.resolve("config.yaml"), server.settings());
    put("small.etl", "--size=48M");
    put("large.etl", "--size=48M", "--buffer-size=1M");
    put("compressed.etl", "--size=100M", "--compressed");
    final Path plain = put("plain.etl", "--size=60M");
    try (OutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("packed.etl.gz")))) {
      Files.copy(plain, gzip);
    }
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("packed.zip")))) {
      zip.putNextEntry(new ZipEntry("kernel.etl"));
      Files.copy(plain, zip);
    }
    for (final String name : new String[] {"packed.etl.gz", "packed.zip"}) {
      server.put("traces/" + name, folder.resolve(name));
    }
  }

  private static Path put(final String name, final String... options) throws Exception {
    final Path file = folder.resolve(name);
    TraceGenerator.toFile(file, options);
    server.put("traces/" + name, file);
    return file;
  }

  @AfterAll
  static void stopServer() throws IOException, InterruptedException {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void forget() {
    server.proxy().forget();
  }

  @ParameterizedTest
  @CsvSource({
    "small.etl, batch", "small.etl, streaming",
    "large.etl, batch", "large.etl, streaming",
    "compressed.etl, batch", "compressed.etl, streaming"
  })
  void trace_isServedOnce(final String name, final String mode) throws Exception {
    read(name, mode);
    final long size = Files.size(folder.resolve(name));

    assertThat(server.proxy().bytesOf(name))
        .as("of %,d bytes:%n%s", size, requests())
        .isBetween(size, (long) (MOST * size));
  }

  /** Such a trace is smaller, and a look at its start takes some megabytes, too. */
  @ParameterizedTest
  @CsvSource({"packed.etl.gz, batch, 2", "packed.zip, streaming, 6"})
  void packedTrace_isReadOnce_afterALookAtItsStart(
      final String name, final String mode, final int reads) throws Exception {
    read(name, mode);

    assertThat(
            server.proxy().served().stream()
                .filter(served -> served.request().method().equals("GET"))
                .filter(served -> served.request().path().endsWith(name)))
        .as(requests())
        .hasSize(reads);
  }

  private static void read(final String name, final String mode) throws Exception {
    try (EtwflowProcess run =
        EtwflowProcess.start(
            List.of(), server.environment(folder), folder, "s3://traces/" + name, "--mode", mode)) {
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
  }

  private static String requests() {
    return server.proxy().served().stream().map(Object::toString).collect(Collectors.joining("\n"));
  }
}
