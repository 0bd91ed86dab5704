package org.etwflow.pipeline;

import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.triggers.TriggerResult;
import org.apache.flink.streaming.api.windowing.windows.GlobalWindow;

/**
 * Fires when the input has ended.
 *
 * <p>Flink's own trigger for this makes what follows wait until then to be started. A streaming job
 * with such a wait takes no checkpoints, and if they are asked for, waits for the last one forever.
 */
final class EndOfInputTrigger extends Trigger<Object, GlobalWindow> {

  private static final long serialVersionUID = 1L;

  /** The last watermark is also the largest time there is, which is that of the window's end. */
  @Override
  public TriggerResult onElement(
      final Object element,
      final long timestamp,
      final GlobalWindow window,
      final TriggerContext context) {
    context.registerEventTimeTimer(window.maxTimestamp());
    return TriggerResult.CONTINUE;
  }

  @Override
  public TriggerResult onEventTime(
      final long time, final GlobalWindow window, final TriggerContext context) {
    return TriggerResult.FIRE_AND_PURGE;
  }

  @Override
  public TriggerResult onProcessingTime(
      final long time, final GlobalWindow window, final TriggerContext context) {
    return TriggerResult.CONTINUE;
  }

  @Override
  public void clear(final GlobalWindow window, final TriggerContext context) {
    context.deleteEventTimeTimer(window.maxTimestamp());
  }
}
