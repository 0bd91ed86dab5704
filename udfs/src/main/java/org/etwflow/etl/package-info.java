/**
 * The .etl file format: buffers, records, log header, clocks, decompression. Plain Java that knows
 * nothing of Flink.
 *
 * <p>Facts about the bytes come from the public Windows headers {@code evntrace.h}, {@code
 * evntcons.h} and {@code wmistr.h}, and from [MS-XCA] for the compression. A trace is untrusted
 * input: every size is checked before it is used.
 */
package org.etwflow.etl;
