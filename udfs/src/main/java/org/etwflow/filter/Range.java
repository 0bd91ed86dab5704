package org.etwflow.filter;

/**
 * Numbers that follow each other.
 *
 * @param first inclusive
 * @param last inclusive
 */
record Range(long first, long last) {}
