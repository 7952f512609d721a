// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A sealed file is not what was once written. The message says how it shows, and follows the file's name. */
final class DamagedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
