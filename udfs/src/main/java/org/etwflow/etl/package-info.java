/**
 * The .etl file format: buffers, records, log header, clocks and decompression, independent of
 * Flink.
 *
 * <p>The layouts are those of the public Windows headers {@code evntrace.h}, {@code evntcons.h} and
 * {@code wmistr.h}, the compression that of [MS-XCA]. A trace is untrusted input: every size is
 * checked before it is used.
 */
@NullMarked
package org.etwflow.etl;

import org.jspecify.annotations.NullMarked;
