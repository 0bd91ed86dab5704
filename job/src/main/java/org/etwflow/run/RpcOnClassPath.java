package org.etwflow.run;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcSystemLoader;
import org.apache.flink.runtime.rpc.pekko.PekkoRpcSystem;

/**
 * Loads Flink's RPC system from the class path. Flink's own loader unpacks a jar of 24 MB in each
 * run, to isolate Scala from the job, and its classes cannot be in a class-data archive: together
 * this costs half a second per start. This job does not use Scala.
 */
public final class RpcOnClassPath implements RpcSystemLoader {

  /** Called by Flink. */
  public RpcOnClassPath() {}

  /** A lower number wins: Flink's own loader has 0. */
  @Override
  public int getLoadPriority() {
    return -1;
  }

  @Override
  public RpcSystem loadRpcSystem(final Configuration configuration) {
    return new PekkoRpcSystem();
  }
}
