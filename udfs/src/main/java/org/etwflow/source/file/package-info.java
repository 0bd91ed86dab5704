/** Access to trace files: packed files, archives, and local files with names of arbitrary bytes. */
package org.etwflow.source.file;
