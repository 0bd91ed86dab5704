package org.etwflow.pipeline;

import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.triggers.TriggerResult;
import org.apache.flink.streaming.api.windowing.windows.GlobalWindow;

/**
 * Trigger that fires at the end of the input.
 *
 * <p>With Flink's own end-of-stream trigger, downstream operators are not started before the input
 * ends. A streaming job with such operators takes no checkpoints, and if checkpointing is enabled,
 * it waits for the last checkpoint forever.
 */
final class EndOfInputTrigger extends Trigger<Object, GlobalWindow> {

  private static final long serialVersionUID = 1L;

  /** Registers a timer for the last watermark, which equals the end of the global window. */
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
