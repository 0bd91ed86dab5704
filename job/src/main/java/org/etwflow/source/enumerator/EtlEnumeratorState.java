package org.etwflow.source.enumerator;

import java.util.List;
import org.etwflow.source.split.EtlSplit;

/**
 * What the enumerator must not forget.
 *
 * @param planned whether the inputs have been looked at: then no file is found a second time
 * @param pending splits that no reader has yet, in the order in which they are handed out
 */
public record EtlEnumeratorState(boolean planned, List<EtlSplit> pending) {}
