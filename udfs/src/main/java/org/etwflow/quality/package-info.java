/** Whether a number may be trusted: what was read of each trace, and what was not. */
package org.etwflow.quality;
