// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.fleet;

import io.nats.client.ErrorListener;
import io.nats.client.Options;
import io.nats.client.StatisticsCollector;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import org.ussl.store.nats.internal.engine.Chores;

/** How simulated gateways are connected: on light threads, with their bytes counted. */
final class Wire {
    private final List<String> urls;
    private final LongAdder bytes = new LongAdder();
    private final StatisticsCollector counter = (StatisticsCollector) Proxy.newProxyInstance(
            StatisticsCollector.class.getClassLoader(),
            new Class<?>[] {StatisticsCollector.class},
            (proxy, method, arguments) -> {
                if (method.getName().equals("registerRead") || method.getName().equals("registerWrite")) {
                    bytes.add((Long) arguments[0]);
                }
                return method.getReturnType() == long.class ? 0L : null;
            });

    Wire(List<String> urls) {
        this.urls = urls;
    }

    /** Java 21 and newer have threads of which a hundred thousand cost little; others are the gateways' usual ones. */
    ThreadFactory threads(String name) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException e) {
            return Chores.threads(name);
        }
    }

    /** For the gateway with this number; gateways are spread over the servers. */
    Options.Builder gateway(int number) {
        return new Options.Builder()
                .server(urls.get(number % urls.size()))
                .ignoreDiscoveredServers()
                .bufferSize(8 * 1024)
                .statisticsCollector(counter);
    }

    /** For the operator. */
    Options.Builder operator() {
        return new Options.Builder()
                .servers(urls.toArray(new String[0]))
                .connectionTimeout(Duration.ofSeconds(60))
                .errorListener(new ErrorListener() {});
    }

    /** What gateways have sent and received until now, by the sockets. */
    long bytes() {
        return bytes.sum();
    }
}
