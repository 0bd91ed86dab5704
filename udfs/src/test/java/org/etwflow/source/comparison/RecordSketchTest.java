package org.etwflow.source.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Samples of records, and their search in other traces. */
class RecordSketchTest {

  private static RecordSketch sketch(final int capacity, final List<Long> hashes) {
    final RecordSketch sketch = new RecordSketch(capacity);
    hashes.forEach(sketch::accept);
    return sketch;
  }

  private static List<Long> smallest(final int count, final List<Long> hashes) {
    return new TreeSet<>(hashes).stream().limit(count).toList();
  }

  private static SharedRecords found(final long[] wanted, final List<Long> hashes) {
    final SharedRecords shared = new SharedRecords(new SharedRecords.Wanted(wanted));
    hashes.forEach(shared::accept);
    return shared;
  }

  @Property
  void sample_inAnyOrder_holdsTheSmallestHashes(
      @ForAll @Size(max = 200) final List<Long> hashes,
      @ForAll @IntRange(min = 1, max = 50) final int capacity,
      @ForAll final Random random) {
    final List<Long> shuffled = new ArrayList<>(hashes);
    Collections.shuffle(shuffled, random);
    final RecordSketch sketch = sketch(capacity, shuffled);

    assertThat(sketch.hashes()).containsExactly(smallest(capacity, hashes).toArray(Long[]::new));
    assertThat(sketch.records()).isEqualTo(hashes.size());
  }

  @Property
  void sample_isSharedByTraceWithAllItsRecords(
      @ForAll @Size(min = 1, max = 100) final List<Long> hashes,
      @ForAll @Size(max = 100) final List<Long> others,
      @ForAll @IntRange(max = 99) final int missing) {
    final long[] sample = sketch(50, hashes).hashes();
    final List<Long> all = new ArrayList<>(others);
    all.addAll(hashes);
    assertThat(found(sample, all).holdsAll(sample)).isTrue();

    final Long lacked = sample[missing % sample.length];
    all.removeIf(lacked::equals);
    assertThat(found(sample, all).holdsAll(sample)).isFalse();
  }

  @Property
  void share_countsNetworkEventsOnly(@ForAll @Size(max = 100) final List<Long> hashes) {
    final long[] sample = sketch(200, hashes).hashes();
    final List<Long> half = hashes.subList(0, hashes.size() / 2);
    final List<Long> network =
        smallest(200, hashes).stream().filter(hash -> hash % 2 != 0).toList();
    final long held = network.stream().filter(half::contains).count();

    assertThat(found(sample, half).networkShare(sample))
        .isEqualTo(network.isEmpty() ? 0 : (double) held / network.size());
  }
}
