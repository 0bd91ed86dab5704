/** The graph of the job and the operators in it: from buffers to rows. */
package org.etwflow.pipeline;
