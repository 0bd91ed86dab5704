package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares log headers of real traces with values read by another program. */
class RealLogHeaderTest {

  private static final long UNITS = 10_000_000;

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of(
            "KernelNetwork.etl",
            new LogHeader(
                8_192,
                false,
                7_601,
                8,
                4,
                0x0,
                ClockType.QPC,
                new TraceClock(886_892_083_256L, 129_846_116_328_135_944L, UNITS, 2_994_853),
                129_846_116_755_280_372L,
                129,
                0,
                0)),
        Arguments.of(
            "ShutdownPerfDiagLogger.etl",
            new LogHeader(
                65_536,
                false,
                18_362,
                8,
                2,
                0x0200_0080,
                ClockType.QPC,
                new TraceClock(6_365_537, 132_273_542_277_445_790L, UNITS, 10_000_000),
                132_273_837_534_159_885L,
                49,
                0,
                0)),
        Arguments.of(
            "WindowsUpdate-events-lost.etl",
            new LogHeader(
                4_096,
                false,
                22_631,
                8,
                1,
                0x1100_2009,
                ClockType.QPC,
                new TraceClock(5_813_516_523_785L, 134_044_309_654_479_919L, UNITS, 10_000_000),
                134_044_316_089_912_269L,
                7,
                41,
                0)),
        Arguments.of(
            "merged-compressed.etl",
            new LogHeader(
                65_536,
                true,
                9_200,
                8,
                8,
                0x0401_0001,
                ClockType.QPC,
                new TraceClock(1_534_352_496, 132_404_547_797_984_230L, UNITS, 10_000_000),
                132_404_547_910_855_393L,
                276,
                0,
                0)),
        Arguments.of(
            "process_data_32_v2.etl",
            new LogHeader(
                65_536,
                false,
                7_600,
                4,
                16,
                0x1,
                ClockType.QPC,
                new TraceClock(795_734_913_915L, 129_488_146_129_264_653L, UNITS, 2_337_949),
                129_488_146_139_323_621L,
                3,
                0,
                0)),
        Arguments.of(
            "process_data_64_v3.etl",
            new LogHeader(
                65_536,
                false,
                7_600,
                4,
                16,
                0x1,
                ClockType.QPC,
                new TraceClock(795_742_366_506L, 129_488_146_161_145_771L, UNITS, 2_337_949),
                129_488_146_171_246_781L,
                2,
                0,
                0)));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void logHeader_isRead(final String trace, final LogHeader expected) {
    assertThat(TraceFiles.trace(RealTraces.bytes(trace)).header()).isEqualTo(expected);
  }
}
