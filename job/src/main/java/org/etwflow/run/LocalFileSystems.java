package org.etwflow.run;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginDescriptor;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.etwflow.source.file.LocalFile;

/**
 * The file systems of a run on one machine other than the local one: Flink's plugins, each in a
 * folder of its own in the folder {@code plugins} beside the program, and Hadoop's if it is on the
 * class path. They are configured as on a cluster, by {@code config.yaml} in the folder that {@code
 * FLINK_CONF_DIR} names. All other settings in it are those of a cluster, and are not used.
 */
final class LocalFileSystems {

  private static final String PLUGINS = "plugins";

  private static final Pattern REMOTE =
      Pattern.compile("(?!file:)(\\p{Alpha}[\\p{Alnum}+.-]+):/.*", Pattern.DOTALL);

  private LocalFileSystems() {}

  /**
   * Loads the file systems of some places. Does nothing if all are local.
   *
   * @param inputs names of inputs
   * @param folder holds parts of files that are not uploaded yet
   * @throws UsageException if a place has no file system
   */
  static void load(final List<String> inputs, final Output output, final RunFolder folder)
      throws UsageException {
    final List<Matcher> remote =
        Stream.concat(inputs.stream(), output.places().stream())
            .filter(place -> !new File(place).exists())
            .map(REMOTE::matcher)
            .filter(Matcher::matches)
            .toList();
    if (remote.isEmpty()) {
      return;
    }
    final Path plugins = pluginsFolder();
    final Configuration configuration = configuration();
    configuration.set(CoreOptions.TMP_DIRS, folder.path().toString());
    FileSystem.initialize(configuration, plugins(plugins, configuration));
    for (final Matcher place : remote) {
      checkHasFileSystem(place.group(), place.group(1).toLowerCase(Locale.ROOT), plugins);
    }
  }

  private static Configuration configuration() throws UsageException {
    try {
      return GlobalConfiguration.loadConfiguration();
    } catch (final IllegalConfigurationException e) {
      throw new UsageException(ConfigConstants.ENV_FLINK_CONF_DIR + ": " + e.getMessage(), e);
    }
  }

  private static Path pluginsFolder() {
    return Optional.ofNullable(System.getenv(ConfigConstants.ENV_FLINK_PLUGINS_DIR))
        .map(Path::of)
        .orElseGet(() -> programFolder().resolve(PLUGINS))
        .toAbsolutePath();
  }

  /** The folder of the jar. */
  private static Path programFolder() {
    try {
      final Path program =
          Path.of(
              LocalFileSystems.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return program.resolveSibling("");
    } catch (final URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PluginManager plugins(final Path folder, final Configuration configuration)
      throws UsageException {
    return new DefaultPluginManager(
        descriptors(folder), CoreOptions.getPluginParentFirstLoaderPatterns(configuration));
  }

  private static Collection<PluginDescriptor> descriptors(final Path folder) throws UsageException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try {
      return new DirectoryBasedPluginFinder(folder).findPlugins();
    } catch (final IOException e) {
      throw new UsageException(LocalFile.reason(e), e);
    }
  }

  private static void checkHasFileSystem(
      final String place, final String scheme, final Path plugins) throws UsageException {
    try {
      new org.apache.flink.core.fs.Path(place).getFileSystem();
    } catch (final UnsupportedFileSystemSchemeException e) {
      throw new UsageException(
          "'%s' requires a file system for %s: %s"
              .formatted(place, scheme, remedy(scheme, plugins)),
          e);
    } catch (final IOException | RuntimeException e) {
      // The first request to the file system repeats this, and reports it.
      return;
    }
  }

  private static String remedy(final String scheme, final Path plugins) {
    return switch (scheme) {
      case "s3", "s3a" ->
          "put the jar org.apache.flink:flink-s3-fs-native:%s into the folder %s"
              .formatted(EnvironmentInformation.getVersion(), plugins.resolve("s3-fs-native"));
      case "hdfs", "viewfs", "webhdfs" ->
          "set HADOOP_CLASSPATH to the jars of Hadoop's client, and start etwflow by its script";
      default -> "put a plugin of Flink that supports it into a folder in " + plugins;
    };
  }
}
