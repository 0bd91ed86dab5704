package org.etwflow.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

/** Kinds of network events, seen from the process. */
@PublicEvolving
public enum EventKind {
  /** A completed send request. */
  SEND(0),
  /** Data that the process received. */
  RECEIVE(1),
  /** An outgoing connection. */
  CONNECT,
  /** An incoming connection. */
  ACCEPT,
  /** The end of a connection. */
  DISCONNECT,
  /** A repeated attempt to connect. */
  RECONNECT,
  /** Data that was sent again. */
  RETRANSMIT,
  /** A failed request, which has no process and no endpoints. */
  FAIL,
  /** Data of a receive, reported again. */
  COPY;

  private final int direction;

  EventKind() {
    this(-1);
  }

  EventKind(final int direction) {
    this.direction = direction;
  }

  /**
   * Direction of the data: 0 for sends, 1 for receives, negative for other events. A field for the
   * code that sees every event.
   */
  @Internal
  public int direction() {
    return direction;
  }

  /** Whether events of this kind concern the connection rather than its data. */
  public boolean isOfConnection() {
    return switch (this) {
      case CONNECT, ACCEPT, DISCONNECT, RECONNECT, RETRANSMIT -> true;
      case SEND, RECEIVE, FAIL, COPY -> false;
    };
  }

  /**
   * Whether flows are computed from events of this kind. A failure has no endpoints, and a copy
   * repeats data that a receive has reported.
   */
  public boolean isInFlows() {
    return this != FAIL && this != COPY;
  }
}
