package org.etwflow.source.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Host names of traces. */
class HostNamingTest {

  private static final String TRACE = "/traces/desk-7/monday.2.etl.gz";

  @Test
  void oneMachine_hasNoName() {
    assertThat(new HostNaming.OneMachine().hostOf(TRACE)).isNull();
  }

  @Test
  void named_appliesToAllTraces() {
    assertThat(new HostNaming.Named("desk").hostOf(TRACE)).isEqualTo("desk");
  }

  @Test
  void folder_isHostName() {
    assertThat(new HostNaming.Folder().hostOf(TRACE)).isEqualTo("desk-7");
  }

  @ParameterizedTest
  @CsvSource({"desk.etl, desk", "desk.etl.gz, desk", "desk, desk", ".desk.etl, .desk"})
  void fileName_upToFirstDot_isHostName(final String name, final String host) {
    assertThat(new HostNaming.File().hostOf("/traces/" + name)).isEqualTo(host);
  }
}
