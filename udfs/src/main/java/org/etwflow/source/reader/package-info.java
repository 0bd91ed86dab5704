/** Turns splits into buffers, on a thread of their own, and buffers into elements, in the task. */
@NullMarked
package org.etwflow.source.reader;

import org.jspecify.annotations.NullMarked;
