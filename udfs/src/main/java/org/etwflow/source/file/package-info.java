/**
 * Opens files of any kind as they lie there: local ones by the bytes of their names, and packed.
 */
package org.etwflow.source.file;
