/** Settings of the source. */
package org.etwflow.source.config;
