package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.YamlParserUtils;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;

/** Dockerfile and manifest for Kubernetes, compared with the program and its version of Flink. */
class DeploymentTest {

  private static final Path FOLDER = Path.of("deploy");

  private static Map<?, ?> spec() throws Exception {
    final File manifest = FOLDER.resolve("etwflow.yaml").toFile();
    return (Map<?, ?>) YamlParserUtils.loadYamlFile(manifest).get("spec");
  }

  private static Map<?, ?> job() throws Exception {
    return (Map<?, ?>) spec().get("job");
  }

  @Test
  void image_hasTheVersionOfFlink_andTheJarOfTheManifest() throws Exception {
    final String dockerfile = Files.readString(FOLDER.resolve("Dockerfile"));

    assertThat(dockerfile)
        .contains("FROM flink:" + EnvironmentInformation.getVersion() + "-java17");
    assertThat("local://" + dockerfile.lines().reduce("", (first, last) -> last).split(" ", -1)[3])
        .isEqualTo(job().get("jarURI"));
  }

  @Test
  void manifest_hasTheVersionOfFlink() throws Exception {
    final String[] version = EnvironmentInformation.getVersion().split("\\.", -1);

    assertThat(spec().get("flinkVersion")).isEqualTo("v" + version[0] + "_" + version[1]);
  }

  @Test
  void arguments_areValid() throws Exception {
    final String[] arguments =
        ((List<?>) job().get("args")).stream().map(Object::toString).toArray(String[]::new);

    assertThat(job().get("entryClass")).isEqualTo(Main.class.getName());
    assertThatCode(() -> EtwflowCommand.commandLine().parseArgs(arguments))
        .doesNotThrowAnyException();
  }

  @Test
  void configuration_hasOptionsOfFlink() throws Exception {
    final Configuration configuration = new Configuration();
    ((Map<?, ?>) spec().get("flinkConfiguration"))
        .forEach((key, value) -> configuration.setString(key.toString(), value.toString()));

    assertThat(configuration.get(TaskManagerOptions.NUM_TASK_SLOTS)).isEqualTo(2);
    assertThat(configuration.get(TaskManagerOptions.MANAGED_MEMORY_FRACTION)).isEqualTo(0.4f);
    assertThat(configuration.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
    assertThat(configuration.get(CheckpointingOptions.INCREMENTAL_CHECKPOINTS)).isTrue();
    assertThat(configuration.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(configuration.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)).isPresent();
    assertThat(configuration.getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY)).isPresent();
    assertThat(configuration.getOptional(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION))
        .isPresent();
    assertThat(configuration.getOptional(HighAvailabilityOptions.HA_MODE)).isPresent();
    assertThat(configuration.getOptional(HighAvailabilityOptions.HA_STORAGE_PATH)).isPresent();
    assertThat(configuration.keySet()).hasSize(10);
  }
}
