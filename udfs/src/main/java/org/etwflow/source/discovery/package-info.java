/** Discovery of trace files in folders, by globs and through links. */
package org.etwflow.source.discovery;
