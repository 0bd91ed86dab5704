package org.etwflow.run;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.accumulators.AccumulatorHelper;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.dispatcher.DispatcherGateway;
import org.apache.flink.runtime.dispatcher.TriggerSavepointMode;
import org.apache.flink.runtime.executiongraph.ArchivedExecutionGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.OptionalFailure;
import org.apache.flink.util.SerializedValue;

/**
 * A client of the job of a {@link LocalCluster}.
 *
 * @param job id of the job
 * @param dispatcher dispatcher of the cluster
 * @param result result of the job, or failure of the cluster
 * @param timeout timeout of each call
 */
record LocalJobClient(
    JobID job, DispatcherGateway dispatcher, CompletableFuture<JobResult> result, Duration timeout)
    implements JobClient {

  private static final ClassLoader CLASSES = LocalJobClient.class.getClassLoader();

  @Override
  public JobID getJobID() {
    return job;
  }

  @Override
  public CompletableFuture<JobStatus> getJobStatus() {
    return dispatcher.requestJobStatus(job, timeout);
  }

  @Override
  public CompletableFuture<Void> cancel() {
    return dispatcher.cancelJob(job, timeout).thenAccept(acknowledge -> {});
  }

  @Override
  public CompletableFuture<String> stopWithSavepoint(
      final boolean advanceToEnd, final String folder, final SavepointFormatType format) {
    return dispatcher.stopWithSavepointAndGetLocation(
        job,
        folder,
        format,
        advanceToEnd
            ? TriggerSavepointMode.TERMINATE_WITH_SAVEPOINT
            : TriggerSavepointMode.SUSPEND_WITH_SAVEPOINT,
        timeout);
  }

  @Override
  public CompletableFuture<String> triggerSavepoint(
      final String folder, final SavepointFormatType format) {
    return dispatcher.triggerSavepointAndGetLocation(
        job, folder, format, TriggerSavepointMode.SAVEPOINT, timeout);
  }

  @Override
  public CompletableFuture<Map<String, Object>> getAccumulators() {
    return dispatcher
        .requestJob(job, timeout)
        .thenApply(ArchivedExecutionGraph::getAccumulatorsSerialized)
        .thenApply(LocalJobClient::values);
  }

  private static Map<String, Object> values(
      final Map<String, SerializedValue<OptionalFailure<Object>>> bytes) {
    try {
      return AccumulatorHelper.deserializeAndUnwrapAccumulators(bytes, CLASSES);
    } catch (final Exception e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public CompletableFuture<JobExecutionResult> getJobExecutionResult() {
    return result.thenApply(LocalJobClient::orFailure);
  }

  private static JobExecutionResult orFailure(final JobResult result) {
    try {
      return result.toJobExecutionResult(CLASSES);
    } catch (final Exception e) {
      throw new CompletionException(e);
    }
  }
}
