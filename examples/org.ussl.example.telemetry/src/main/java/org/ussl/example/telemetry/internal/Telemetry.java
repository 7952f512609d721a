// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.telemetry.internal;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.ussl.mqtt.MqttConnection;

/** Publishes a reading at a fixed rate. */
@Component(
        service = {},
        immediate = true,
        configurationPid = Telemetry.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Telemetry.Config.class)
public final class Telemetry {
    static final String PID = "org.ussl.example.telemetry";

    /** The keys of {@code org.ussl.example.telemetry}. */
    @ObjectClassDefinition(
            name = "ussl example: telemetry",
            description = "Publishes \"<sequence number> <epoch millis> <value>\" at a fixed rate, QoS 1")
    public @interface Config {
        @AttributeDefinition(name = "Topic", description = "Where to publish")
        String topic() default "telemetry";

        @AttributeDefinition(name = "Period", description = "Milliseconds between two readings")
        long periodMillis() default 1000;

        @AttributeDefinition(name = "Count", description = "How many readings to publish; 0 for no end")
        long count() default 0;

        @AttributeDefinition(name = "MQTT connection", description = "An OSGi filter that picks the connection")
        String mqtt_target() default "(mqtt.connection=*)";
    }

    private final ScheduledThreadPoolExecutor clock;
    private final Future<?> ticks;

    /** Starts the clock; the readings wait in the connection until it is up. */
    @Activate
    public Telemetry(@Reference(name = "mqtt") MqttConnection mqtt, Config config) {
        if (config.periodMillis() <= 0) {
            throw new IllegalArgumentException("periodMillis: must be positive, is " + config.periodMillis());
        }
        Readings readings = new Readings(mqtt, config.topic(), config.count());
        clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "ussl-example-telemetry");
            thread.setDaemon(true);
            return thread;
        });
        ticks = clock.scheduleAtFixedRate(readings::next, 0, config.periodMillis(), TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() {
        ticks.cancel(false);
        clock.shutdownNow();
    }
}
