package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MedianTest {

  private static Stream<OptionalDouble> all(final double... numbers) {
    return DoubleStream.of(numbers).mapToObj(OptionalDouble::of);
  }

  @Test
  void median_ofOddNumber_isMiddleValue() {
    assertThat(Median.of(all(9, 1, 4))).hasValue(4);
    assertThat(Median.of(all(7))).hasValue(7);
  }

  @Test
  void median_ofEvenNumber_isMeanOfMiddleValues() {
    assertThat(Median.of(all(100, 1, 4, 2))).hasValue(3);
  }

  @Test
  void median_ignoresMissingValues() {
    assertThat(Median.of(Stream.concat(Stream.of(OptionalDouble.empty()), all(5, 6, 70))))
        .hasValue(6);
    assertThat(Median.of(Stream.of(OptionalDouble.empty()))).isEmpty();
  }
}
