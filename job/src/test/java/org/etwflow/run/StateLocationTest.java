package org.etwflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDB;

/** Jars of the state on disk, which are not part of the program. */
class StateLocationTest {

  @ParameterizedTest
  @ValueSource(classes = {EmbeddedRocksDBStateBackend.class, RocksDB.class})
  void message_namesTheJarsThatTheProgramIsTestedWith(final Class<?> required) throws Exception {
    final Path jar = Path.of(required.getProtectionDomain().getCodeSource().getLocation().toURI());
    final String version = jar.getParent().getFileName().toString();
    final String artifact = jar.getParent().getParent().getFileName().toString();

    assertThat(StateLocation.MISSING_JARS)
        .contains(jar.getFileName().toString(), ":" + artifact + ":" + version);
  }

  @Test
  void names_areThoseOfTheOption() {
    assertThat(StateLocation.values())
        .extracting(StateLocation::toString)
        .containsExactly("heap", "disk");
  }
}
