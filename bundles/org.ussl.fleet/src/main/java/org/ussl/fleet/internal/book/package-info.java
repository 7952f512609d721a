/**
 * What a fleet's bucket says of it, and how that is read and changed: who is enrolled ({@code Enrolment}) and which
 * roll-outs there are ({@code Plan}). Everything is signed by an operator ({@code Statement}) and changed by
 * compare-and-set ({@code Bucket}), so an engine can keep it back and not change it, and two operators cannot overwrite
 * each other unseen.
 */
@NullMarked
package org.ussl.fleet.internal.book;

import org.jspecify.annotations.NullMarked;
