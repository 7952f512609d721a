// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.time.Instant;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.ExpiryNotice;
import org.ussl.intake.internal.ExpiryWatch.Expiry;

/** A board in the service registry; used by one thread at a time. */
final class NoticeServices implements ExpiryWatch.NoticeBoard {

    private final BundleContext context;
    private final Map<Expiry, Entry> entries = new HashMap<>();

    NoticeServices(BundleContext context) {
        this.context = context;
    }

    @Override
    public void post(Expiry expiry, int stage) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(ExpiryNotice.PROFILE, expiry.profile());
        properties.put(ExpiryNotice.PART, expiry.part().fileName());
        properties.put(ExpiryNotice.NOT_AFTER, expiry.notAfter().toString());
        properties.put(ExpiryNotice.STAGE, stage);
        Entry entry = entries.get(expiry);
        if (entry == null) {
            Notice notice = new Notice(expiry, stage);
            entries.put(expiry, new Entry(notice, context.registerService(ExpiryNotice.class, notice, properties)));
        } else {
            entry.notice.stage = stage;
            entry.registration.setProperties(properties);
        }
    }

    @Override
    public void withdraw(Expiry expiry) {
        Entry entry = entries.remove(expiry);
        if (entry != null) {
            entry.registration.unregister();
        }
    }

    private record Entry(Notice notice, ServiceRegistration<ExpiryNotice> registration) {}

    private static final class Notice implements ExpiryNotice {

        private final Expiry expiry;
        private volatile int stage;

        Notice(Expiry expiry, int stage) {
            this.expiry = expiry;
            this.stage = stage;
        }

        @Override
        public String profile() {
            return expiry.profile();
        }

        @Override
        public CredentialPart part() {
            return expiry.part();
        }

        @Override
        public String subject() {
            return expiry.subject();
        }

        @Override
        public Instant notAfter() {
            return expiry.notAfter();
        }

        @Override
        public int stage() {
            return stage;
        }

        @Override
        public String toString() {
            return "ExpiryNotice[" + expiry.profile() + ", " + expiry.subject() + ", " + stage + "]";
        }
    }
}
