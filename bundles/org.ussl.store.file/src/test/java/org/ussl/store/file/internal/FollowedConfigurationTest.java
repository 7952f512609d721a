// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.ussl.store.file.internal.service.StorePlan;
import org.ussl.store.file.internal.service.StoreService;

/** A store stays open, and registered, over every change of its configuration. */
class FollowedConfigurationTest {
    private static final Material A = Material.create("a");

    @TempDir
    Path root;

    private final List<String> calls = new ArrayList<>();
    private final StoreService service = new StoreService(context(), "file");
    private Place place;

    /** A registry that notes what it is asked for. */
    private BundleContext context() {
        ServiceRegistration<?> registration =
                proxy(ServiceRegistration.class, (method, arguments) -> calls.add(method));
        return proxy(BundleContext.class, (method, arguments) -> calls.add(method) ? registration : null);
    }

    private interface Call {
        Object made(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = call.made(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : result;
                }));
    }

    @BeforeEach
    void place() {
        place = new Place(root);
    }

    private record Plan(Place place, Path folder, int keepVersions) implements StorePlan {
        @Override
        public Map<String, Object> fixed() {
            return Map.of("folder", folder);
        }

        @Override
        public int ranking() {
            return 0;
        }

        @Override
        public String masterKeyPlace() {
            return "file:" + place.masterKey();
        }

        @Override
        public SealedFileStore open() {
            throw new AssertionError("opened anew");
        }

        @Override
        public void changeMasterKey(SealedFileStore store) {}
    }

    @Test
    void keepsAsManyVersionsAsIsSaidLast() throws Exception {
        try (SealedFileStore store = place.open()) {
            follow(store, new Plan(place, place.folder(), 5));
            for (int i = 0; i < 4; i++) {
                store.commit("line-3", A.update());
            }
            assertThat(store.history("line-3")).hasSize(4);

            service.follow(new Plan(place, place.folder(), 2));
            store.commit("line-3", A.update());

            assertThat(store.history("line-3")).hasSize(2);
            assertThat(calls).doesNotContain("unregister");
        }
    }

    @Test
    void anotherFolderIsRefusedWhileTheStoreIsOpen() throws Exception {
        try (SealedFileStore store = place.open()) {
            follow(store, new Plan(place, place.folder(), 5));

            assertThatThrownBy(() -> service.follow(new Plan(place, root.resolve("elsewhere"), 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("folder: cannot change from " + place.folder())
                    .hasMessageContaining("restart the bundle org.ussl.store.file");

            service.refused("folder: cannot change");

            for (int i = 0; i < 4; i++) {
                store.commit("line-3", A.update());
            }
            assertThat(store.history("line-3")).hasSize(4);
            assertThat(calls).contains("setProperties").doesNotContain("unregister");
        }
    }

    /** The first plan opens a store; here it is one that the test has, too. */
    private void follow(SealedFileStore store, Plan plan) throws Exception {
        service.follow(proxy(StorePlan.class, (method, arguments) -> switch (method) {
            case "open" -> store;
            case "fixed" -> plan.fixed();
            case "keepVersions" -> plan.keepVersions();
            case "ranking" -> plan.ranking();
            default -> plan.masterKeyPlace();
        }));
    }
}
