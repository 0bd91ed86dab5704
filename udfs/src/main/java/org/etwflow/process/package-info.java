/** Which process a PID stood for at a time, by the facts that traces tell of processes. */
package org.etwflow.process;
