package org.etwflow.etl;

/**
 * A trace file and what is known of it before its buffers are read.
 *
 * @param path as it was found, for messages and rows
 * @param host the machine it was recorded on, or null if all traces are of one machine
 * @param octets bytes of the file as it is stored
 * @param header the log header, or null if the file has none that can be read
 */
public record Trace(String path, String host, long octets, LogHeader header) {

  /** Unlike its path, the same for no other trace: sessions may write one file after the other. */
  public String id() {
    return header == null ? path : path + '#' + header.sessionStart();
  }
}
