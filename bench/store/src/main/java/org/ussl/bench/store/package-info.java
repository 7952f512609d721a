/**
 * What the file store costs: a commit beside one fsync of as many bytes, with few and with many profiles in turn, so
 * that all of them see the same machine; the start, and the heap.
 */
@NullMarked
package org.ussl.bench.store;

import org.jspecify.annotations.NullMarked;
