package org.etwflow.filter;

/**
 * A range of numbers.
 *
 * @param first inclusive
 * @param last inclusive
 */
record Range(long first, long last) {}
