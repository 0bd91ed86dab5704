/** Source events between the enumerator and the readers. */
package org.etwflow.source.event;
