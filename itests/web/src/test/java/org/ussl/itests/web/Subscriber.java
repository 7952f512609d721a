// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/** Hears of all events of ours, from an EventAdmin that it installs. */
final class Subscriber {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final String HANDLER = "org.osgi.service.event.EventHandler";

    /** Each with its profile before it. */
    private final List<Map.Entry<String, String>> heard = new CopyOnWriteArrayList<>();

    /** All properties of all events, as they would be written. */
    private final StringBuffer properties = new StringBuffer();

    private Subscriber() {}

    static Subscriber install(WebGateway gateway) throws Exception {
        Path jar = Path.of(System.getProperty("ussl.itests.target"), "monitoring", "org.apache.felix.eventadmin.jar");
        Bundle bundle = gateway.context().installBundle(jar.toUri().toString());
        bundle.start();
        Subscriber subscriber = new Subscriber();
        Class<?> type = bundle.loadClass(HANDLER);
        Object handler =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    if (method.getName().equals("handleEvent")) {
                        subscriber.hear(given[0]);
                        return null;
                    }
                    return switch (method.getName()) {
                        case "equals" -> proxy == given[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> "subscriber";
                    };
                });
        // In the name of the bundle that knows the type.
        bundle.getBundleContext()
                .registerService(
                        HANDLER, handler, new Hashtable<>(Map.of("event.topics", new String[] {"org/ussl/*"})));
        return subscriber;
    }

    private void hear(Object event) throws ReflectiveOperationException {
        String topic = (String) event.getClass().getMethod("getTopic").invoke(event);
        String text = Stream.of("ussl.revision", "ussl.part", "ussl.transport", "ussl.reason")
                .map(name -> property(event, name))
                .filter(Objects::nonNull)
                .map(Subscriber::written)
                .collect(Collectors.joining(" ", topic.substring(topic.lastIndexOf('/') + 1) + " ", ""));
        for (String name :
                (String[]) event.getClass().getMethod("getPropertyNames").invoke(event)) {
            properties
                    .append(name)
                    .append('=')
                    .append(written(property(event, name)))
                    .append('\n');
        }
        heard.add(Map.entry(String.valueOf(property(event, "ussl.profile")), text));
    }

    private static String written(Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return value instanceof Object[] several ? Arrays.toString(several) : String.valueOf(value);
    }

    private static Object property(Object event, String name) {
        try {
            return event.getClass().getMethod("getProperty", String.class).invoke(event, name);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** The changes of a profile, as soon as there are so many; what comes to its end is none. */
    List<String> changes(String profile, int many) throws InterruptedException {
        await(() -> changes(profile).size() >= many);
        return changes(profile);
    }

    /** All that the events have said up to now. */
    String properties() {
        return properties.toString();
    }

    /** Waits until something of a profile is said to come to its end. */
    void awaitExpiry(String profile) throws InterruptedException {
        await(() -> of(profile).anyMatch(Subscriber::isExpiry));
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("heard %s", heard).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private List<String> changes(String profile) {
        return of(profile).filter(event -> !isExpiry(event)).toList();
    }

    private static boolean isExpiry(String event) {
        return event.startsWith("EXPIRING");
    }

    private Stream<String> of(String profile) {
        return heard.stream().filter(each -> each.getKey().equals(profile)).map(Map.Entry::getValue);
    }
}
