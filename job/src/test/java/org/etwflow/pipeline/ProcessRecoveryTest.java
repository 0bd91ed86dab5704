package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.flow.Grouping;
import org.etwflow.flow.Windowing;
import org.etwflow.source.EtlBufferSchema;
import org.etwflow.source.EtlSource;
import org.etwflow.source.enumerator.HostNaming;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.testing.FlinkCluster;
import org.etwflow.testing.FlowResult;
import org.etwflow.testing.ProcessMachine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that fail while they look for processes, and later, name the same ones. */
@Timeout(180)
class ProcessRecoveryTest {

  @RegisterExtension private static final FlinkCluster CLUSTER = new FlinkCluster();

  @TempDir private Path folder;

  @BeforeEach
  void record() throws IOException {
    final ProcessMachine.Recorded recorded = ProcessMachine.record(7, 20_000);
    Files.write(folder.resolve("kernel.etl"), recorded.trace().bytes());
  }
}
