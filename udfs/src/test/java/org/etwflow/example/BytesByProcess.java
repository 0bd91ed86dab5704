package org.etwflow.example;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;
import org.etwflow.source.EtlSource;

/** A job of another application that reads traces: the bytes that each process sent in 10 s. */
final class BytesByProcess {

  private BytesByProcess() {}

  static DataStream<Tuple2<Long, Long>> of(
      final StreamExecutionEnvironment env, final String... inputs) {
    EtlSource<SendIPV4> source =
        EtlSource.<SendIPV4>builder()
            .setInputs(inputs)
            .setDeserializer(new SendIPV4Schema())
            .build();
    // The source emits watermarks. Sends are one object used again: take out what is kept.
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "sends")
        .map(send -> Tuple2.of(send.PID, send.size))
        .returns(Types.TUPLE(Types.LONG, Types.LONG))
        .keyBy(bytes -> bytes.f0)
        .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
        .sum(1);
  }
}
