/** Cuts files and archives into splits, with the times of their buffers. */
package org.etwflow.source.planner;
