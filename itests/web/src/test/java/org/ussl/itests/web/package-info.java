/** The operator's page in a browser, served by a Felix with the Web Console and the gateway's own bundles. */
package org.ussl.itests.web;
