package org.etwflow.traces;

/**
 * The fields that only connects and accepts have.
 *
 * @param mss maximum segment size, 16 bits unsigned
 * @param sackopt 1 if selective acknowledgments are used, 16 bits unsigned
 * @param tsopt 1 if timestamps are used, 16 bits unsigned
 * @param wsopt 1 if window scaling is used, 16 bits unsigned
 * @param rcvwin receive window in bytes, unsigned
 * @param rcvwinscale scale of the receive window, 16 bits signed
 * @param sndwinscale scale of the send window, 16 bits signed
 */
public record ConnectionOptions(
    int mss, int sackopt, int tsopt, int wsopt, int rcvwin, int rcvwinscale, int sndwinscale) {

  /** All fields 0. */
  public static final ConnectionOptions NONE = new ConnectionOptions(0, 0, 0, 0, 0, 0, 0);

  /** The options of an accept in a trace of Windows 8. */
  public static final ConnectionOptions TYPICAL =
      new ConnectionOptions(1_460, 1, 0, 1, 65_700, 8, 8);
}
