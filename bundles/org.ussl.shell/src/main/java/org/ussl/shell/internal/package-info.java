/**
 * Commands for operators: {@link org.ussl.shell.internal.CredentialCommands} and
 * {@link org.ussl.shell.internal.HashCommand} in the Gogo shell's scope {@code ussl}.
 */
@NullMarked
package org.ussl.shell.internal;

import org.jspecify.annotations.NullMarked;
