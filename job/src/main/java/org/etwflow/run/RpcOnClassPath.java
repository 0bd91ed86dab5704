package org.etwflow.run;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcSystemLoader;
import org.apache.flink.runtime.rpc.pekko.PekkoRpcSystem;

/**
 * What the cluster inside this process talks by, from the class path. Flink's own loader unpacks a
 * jar of 24 MB in each run, to keep Scala apart from that of a job, and its classes can be in no
 * archive: together half a second of a start. There is no Scala in this job.
 */
public final class RpcOnClassPath implements RpcSystemLoader {

  /** For Flink. */
  public RpcOnClassPath() {}

  /** Before Flink's own, which has 0. */
  @Override
  public int getLoadPriority() {
    return -1;
  }

  @Override
  public RpcSystem loadRpcSystem(final Configuration configuration) {
    return new PekkoRpcSystem();
  }
}
