/**
 * The operator's page, a plugin of the Felix Web Console. {@link org.ussl.web.internal.WebConsolePage} is its servlet;
 * {@link org.ussl.web.internal.GatewayView} is what it shows, {@link org.ussl.web.internal.OperatorDesk} what it does,
 * and {@link org.ussl.web.internal.RequestGuard} who may.
 */
@NullMarked
package org.ussl.web.internal;

import org.jspecify.annotations.NullMarked;
