/**
 * Commands for operators in the shells' scope {@code ussl}: each is a {@link org.ussl.shell.internal.ShellCommand} with
 * an annotated line, which answers in words for people and in data for scripts.
 */
@NullMarked
package org.ussl.shell.internal;

import org.jspecify.annotations.NullMarked;
