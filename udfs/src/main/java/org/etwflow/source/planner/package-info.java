/** Cuts files and archives into splits, with the times of their buffers. */
@NullMarked
package org.etwflow.source.planner;

import org.jspecify.annotations.NullMarked;
