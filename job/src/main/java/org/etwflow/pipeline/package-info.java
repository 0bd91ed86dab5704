/** Graph of the job, and its operators: from buffers to rows. */
package org.etwflow.pipeline;
