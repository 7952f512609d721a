// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the fenced blocks of the documents. The word behind the fence says what a block is; a block of commands is
 * typed by a test as it stands, or names the file where its commands are run, or the reason why they are not.
 */
@NullMarked
package org.ussl.testing.documents;

import org.jspecify.annotations.NullMarked;
