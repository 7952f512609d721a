/**
 * Commands for operators: {@link org.ussl.shell.internal.CredentialCommands} in the Gogo shell's scope {@code ussl}.
 */
@NullMarked
package org.ussl.shell.internal;

import org.jspecify.annotations.NullMarked;
