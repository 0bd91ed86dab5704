package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Kinds of network records. */
class NetworkRecordTest {

  @Test
  void allKindsButThoseOfOtherProviders_nameAProcess() {
    final EnumSet<NetworkRecord> ofOtherProviders =
        EnumSet.of(NetworkRecord.TCPIP_DRIVER, NetworkRecord.NDIS_CAPTURE, NetworkRecord.PKTMON);

    assertThat(NetworkRecord.values())
        .filteredOn(NetworkRecord::hasProcess)
        .containsExactlyElementsOf(EnumSet.complementOf(ofOtherProviders));
  }

  @Test
  void labels_areDistinct() {
    assertThat(Arrays.stream(NetworkRecord.values()).map(NetworkRecord::label))
        .contains("TCP sends over IPv4", "UDP receives over IPv6")
        .doesNotHaveDuplicates();
  }
}
