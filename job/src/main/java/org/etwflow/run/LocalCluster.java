package org.etwflow.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.fs.AutoCloseableRegistry;
import org.apache.flink.runtime.application.SingleJobApplication;
import org.apache.flink.runtime.blob.BlobCacheService;
import org.apache.flink.runtime.blob.BlobServer;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.dispatcher.DispatcherGateway;
import org.apache.flink.runtime.dispatcher.DispatcherId;
import org.apache.flink.runtime.dispatcher.DispatcherOperationCaches;
import org.apache.flink.runtime.dispatcher.MemoryArchivedApplicationStore;
import org.apache.flink.runtime.dispatcher.PartialDispatcherServices;
import org.apache.flink.runtime.dispatcher.SessionDispatcherFactory;
import org.apache.flink.runtime.dispatcher.VoidHistoryServerArchivist;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.dispatcher.runner.DispatcherRunner;
import org.apache.flink.runtime.entrypoint.ClusterInformation;
import org.apache.flink.runtime.entrypoint.WorkingDirectory;
import org.apache.flink.runtime.externalresource.ExternalResourceInfoProvider;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.highavailability.nonha.embedded.EmbeddedHaServices;
import org.apache.flink.runtime.jobmanager.HaServicesPersistenceComponentFactory;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalListener;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalService;
import org.apache.flink.runtime.metrics.NoOpMetricRegistry;
import org.apache.flink.runtime.metrics.groups.JobManagerMetricGroup;
import org.apache.flink.runtime.resourcemanager.ResourceManagerGateway;
import org.apache.flink.runtime.resourcemanager.ResourceManagerId;
import org.apache.flink.runtime.resourcemanager.ResourceManagerService;
import org.apache.flink.runtime.resourcemanager.ResourceManagerServiceImpl;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.rpc.RpcService;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcUtils;
import org.apache.flink.runtime.rpc.pekko.PekkoRpcService;
import org.apache.flink.runtime.security.token.DelegationTokenReceiverRepository;
import org.apache.flink.runtime.security.token.NoOpDelegationTokenManager;
import org.apache.flink.runtime.taskexecutor.TaskExecutor;
import org.apache.flink.runtime.taskexecutor.TaskExecutorResourceUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.webmonitor.retriever.impl.RpcGatewayRetriever;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.AutoCloseableAsync;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.Reference;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;
import org.apache.flink.util.concurrent.FixedRetryStrategy;
import org.apache.flink.util.concurrent.FutureUtils;
import org.apache.flink.util.concurrent.RetryStrategy;

/**
 * A Flink cluster for one job inside this process: a dispatcher, a resource manager and a task
 * manager, as in Flink's {@code MiniCluster}. They call each other in memory, without an open port:
 * there is no REST endpoint, no network between tasks, and the BLOB server is closed before it
 * accepts a connection. No other user or machine can submit, cancel or read anything.
 */
final class LocalCluster implements AutoCloseable {

  private static final String HOST = "localhost";
  private static final int IO_THREADS = 4;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final RetryStrategy RETRY = new FixedRetryStrategy(100, Duration.ofMillis(5));

  private final Configuration configuration;
  private final WorkingDirectory folder;

  /** Services in the order of their start, which are closed in reverse order. */
  private final AutoCloseableRegistry parts = new AutoCloseableRegistry();

  private final CompletableFuture<JobResult> result = new CompletableFuture<>();

  @SuppressWarnings("NullAway.Init") // Set by start(), before anybody gets the cluster.
  private RpcGatewayRetriever<DispatcherId, DispatcherGateway> dispatcher;

  private LocalCluster(final Configuration configuration, final Path folder) throws IOException {
    this.configuration = adjusted(configuration, folder);
    this.folder = WorkingDirectory.create(folder.toFile());
  }

  private static Configuration adjusted(final Configuration configuration, final Path folder) {
    final Configuration adjusted = new Configuration(configuration);
    TaskExecutorResourceUtils.adjustForLocalExecution(adjusted);
    adjusted.set(NettyShuffleEnvironmentOptions.NETWORK_SORT_SHUFFLE_MIN_BUFFERS, 16);
    adjusted.set(ClusterOptions.CLUSTER_IO_EXECUTOR_POOL_SIZE, IO_THREADS);
    adjusted.set(RpcOptions.ASK_TIMEOUT_DURATION, TIMEOUT);
    // The run ends with a message, and removes its files: see failIfLost.
    adjusted.set(RpcOptions.JVM_EXIT_ON_FATAL_ERROR, false);
    adjusted.set(CoreOptions.TMP_DIRS, folder.toString());
    adjusted.set(JobManagerOptions.BIND_HOST, InetAddress.getLoopbackAddress().getHostAddress());
    // Data below this size is passed in RPC messages, without the BLOB server.
    adjusted.set(BlobServerOptions.OFFLOAD_MINSIZE, Integer.MAX_VALUE);
    return adjusted;
  }

  /**
   * Starts a cluster.
   *
   * @param folder folder of its temporary files
   */
  static LocalCluster start(final Configuration configuration, final Path folder) throws Exception {
    final LocalCluster cluster = new LocalCluster(configuration, folder);
    try {
      cluster.start();
      return cluster;
    } catch (final Exception | Error e) {
      try (cluster) {
        throw e;
      }
    }
  }

  private void start() throws Exception {
    final RpcSystem rpcSystem = RpcSystem.load(configuration);
    parts.registerCloseable(rpcSystem);
    final RpcService rpc =
        rpcSystem
            .localServiceBuilder(configuration)
            .withExecutorConfiguration(RpcUtils.getTestForkJoinExecutorConfiguration())
            .createAndStart();
    closeAtEnd(rpc);
    failIfLost((PekkoRpcService) rpc);
    final ExecutorService ioExecutor = Executors.newFixedThreadPool(IO_THREADS, ioThreads());
    parts.registerCloseable(ioExecutor::shutdownNow);
    final HighAvailabilityServices services = new EmbeddedHaServices(ioExecutor);
    parts.registerCloseable(services);
    final HeartbeatServices heartbeats = HeartbeatServices.fromConfiguration(configuration);
    startTaskManager(rpc, services, heartbeats);
    startJobManager(rpc, services, heartbeats, ioExecutor);
  }

  /** Lets the job fail if an error has ended the threads that the parts of the cluster share. */
  private void failIfLost(final PekkoRpcService rpc) {
    rpc.getActorSystem()
        .registerOnTermination(() -> result.completeExceptionally(new LostClusterException()));
  }

  /** By default, Flink exits without a message if an error ends such a thread. */
  private ExecutorThreadFactory ioThreads() {
    return new ExecutorThreadFactory.Builder()
        .setPoolName("local-cluster-io")
        .setExceptionHandler((thread, failure) -> result.completeExceptionally(failure))
        .build();
  }

  private void startTaskManager(
      final RpcService rpc,
      final HighAvailabilityServices services,
      final HeartbeatServices heartbeats)
      throws Exception {
    final BlobCacheService blobs =
        new BlobCacheService(
            configuration,
            Reference.borrowed(folder.getBlobStorageDirectory()),
            services.createBlobStore(),
            null);
    parts.registerCloseable(blobs);
    final TaskExecutor taskManager =
        TaskManagerRunner.startTaskManager(
            configuration,
            ResourceID.generate(),
            rpc,
            services,
            heartbeats,
            NoOpMetricRegistry.INSTANCE,
            blobs,
            true,
            ExternalResourceInfoProvider.NO_EXTERNAL_RESOURCES,
            folder.createSubWorkingDirectory("tasks"),
            result::completeExceptionally,
            new DelegationTokenReceiverRepository(configuration, null));
    closeAtEnd(taskManager);
    taskManager.start();
  }

  private void startJobManager(
      final RpcService rpc,
      final HighAvailabilityServices services,
      final HeartbeatServices heartbeats,
      final ExecutorService ioExecutor)
      throws Exception {
    dispatcher =
        new RpcGatewayRetriever<>(rpc, DispatcherGateway.class, DispatcherId::fromUuid, RETRY);
    final RpcGatewayRetriever<ResourceManagerId, ResourceManagerGateway> resourceManager =
        new RpcGatewayRetriever<>(
            rpc, ResourceManagerGateway.class, ResourceManagerId::fromUuid, RETRY);
    final BlobServer blobs = closedBlobServer(services);
    final ResourceManagerService resources =
        ResourceManagerServiceImpl.create(
            StandaloneResourceManagerFactory.getInstance(),
            configuration,
            ResourceID.generate(),
            rpc,
            services,
            heartbeats,
            new NoOpDelegationTokenManager(),
            result::completeExceptionally,
            new ClusterInformation(HOST, blobs.getPort()),
            null,
            NoOpMetricRegistry.INSTANCE,
            HOST,
            ioExecutor);
    closeAtEnd(resources);
    resources.start();
    closeAtEnd(startDispatcher(rpc, services, heartbeats, blobs, resourceManager, ioExecutor));
    retrieve(services.getResourceManagerLeaderRetriever(), resourceManager);
    retrieve(services.getDispatcherLeaderRetriever(), dispatcher);
  }

  /**
   * Creates a BLOB server that does not listen. Flink's dispatcher requires one, and its
   * constructor opens a port on loopback. It is closed at once, before it accepts a connection, and
   * still serves files to callers in this process.
   */
  private BlobServer closedBlobServer(final HighAvailabilityServices services) throws IOException {
    final BlobServer blobs =
        new BlobServer(
            configuration,
            Reference.borrowed(folder.getBlobStorageDirectory()),
            services.createBlobStore());
    blobs.close();
    return blobs;
  }

  private DispatcherRunner startDispatcher(
      final RpcService rpc,
      final HighAvailabilityServices services,
      final HeartbeatServices heartbeats,
      final BlobServer blobs,
      final RpcGatewayRetriever<ResourceManagerId, ResourceManagerGateway> resourceManager,
      final ExecutorService ioExecutor)
      throws Exception {
    final DispatcherOperationCaches caches = new DispatcherOperationCaches();
    closeAtEnd(caches);
    return DefaultDispatcherRunnerFactory.createSessionRunner(SessionDispatcherFactory.INSTANCE)
        .createDispatcherRunner(
            services.getDispatcherLeaderElection(),
            result::completeExceptionally,
            new HaServicesPersistenceComponentFactory(services),
            ioExecutor,
            rpc,
            new PartialDispatcherServices(
                configuration,
                services,
                resourceManager,
                blobs,
                heartbeats,
                () ->
                    JobManagerMetricGroup.createJobManagerMetricGroup(
                        NoOpMetricRegistry.INSTANCE, HOST),
                new MemoryArchivedApplicationStore(),
                result::completeExceptionally,
                VoidHistoryServerArchivist.INSTANCE,
                null,
                ioExecutor,
                caches,
                List.of()));
  }

  private void retrieve(
      final LeaderRetrievalService leaders, final LeaderRetrievalListener listener)
      throws Exception {
    leaders.start(listener);
    parts.registerCloseable(leaders::stop);
  }

  private void closeAtEnd(final AutoCloseableAsync part) throws IOException {
    parts.registerCloseable(
        () -> part.closeAsync().get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Starts the job. If it cannot be started, its result is the failure. */
  JobClient submit(final StreamGraph graph) throws Exception {
    graph.setJobId(JobID.generate());
    graph.serializeUserDefinedInstances();
    // RPC within a process passes references: the clone shares nothing with the caller.
    final StreamGraph submitted = InstantiationUtil.clone(graph);
    final DispatcherGateway gateway = dispatcher.getFuture().get();
    gateway.submitApplication(new SingleJobApplication(submitted), TIMEOUT).get();
    FutureUtils.forward(
        gateway.requestJobResult(submitted.getJobID(), RpcUtils.INF_TIMEOUT), result);
    return new LocalJobClient(submitted.getJobID(), gateway, result, TIMEOUT);
  }

  /** Cancels the job if it is running, and waits for its tasks. */
  @Override
  public void close() throws Exception {
    parts.close();
  }
}
