// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.ussl.credential.ExpiryNotice;

/**
 * Posts events while there is an EventAdmin. It is looked for by name: a reference of the declarative services would
 * need its class, which is not there where it is not installed. One that comes hears at once of what is about to
 * expire.
 */
final class EventDesk implements AutoCloseable {

    private static final String ADMIN = "(objectClass=org.osgi.service.event.EventAdmin)";

    private final ServiceTracker<Object, Wired> admins;

    EventDesk(BundleContext context) {
        try {
            admins = new ServiceTracker<>(context, context.createFilter(ADMIN), null) {
                @Override
                public @Nullable Wired addingService(ServiceReference<Object> reference) {
                    Object admin = context.getService(reference);
                    return admin == null ? null : Wired.to(context, new EventPost(admin));
                }

                @Override
                public void removedService(ServiceReference<Object> reference, Wired wired) {
                    wired.notices.close();
                    context.ungetService(reference);
                }
            };
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(ADMIN, e);
        }
    }

    void open() {
        admins.open();
    }

    /** Posts an event, if anybody could hear of it. */
    void post(GatewayEvent event) {
        Wired wired = admins.getService();
        if (wired != null) {
            wired.post.post(event);
        }
    }

    @Override
    public void close() {
        admins.close();
    }

    /** An EventAdmin, and the notices that it is told of. */
    private record Wired(EventPost post, ServiceTracker<ExpiryNotice, ExpiryNotice> notices) {

        static Wired to(BundleContext context, EventPost post) {
            ServiceTracker<ExpiryNotice, ExpiryNotice> notices =
                    new ServiceTracker<>(context, ExpiryNotice.class, null) {
                        @Override
                        public @Nullable ExpiryNotice addingService(ServiceReference<ExpiryNotice> reference) {
                            ExpiryNotice notice = super.addingService(reference);
                            if (notice != null) {
                                post.post(GatewayEvent.of(notice));
                            }
                            return notice;
                        }

                        @Override
                        public void modifiedService(ServiceReference<ExpiryNotice> reference, ExpiryNotice notice) {
                            post.post(GatewayEvent.of(notice));
                        }
                    };
            notices.open();
            return new Wired(post, notices);
        }
    }
}
