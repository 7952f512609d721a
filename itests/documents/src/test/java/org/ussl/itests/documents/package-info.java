// SPDX-License-Identifier: Apache-2.0
/** Types what the documents tell their readers to type. */
@NullMarked
package org.ussl.itests.documents;

import org.jspecify.annotations.NullMarked;
