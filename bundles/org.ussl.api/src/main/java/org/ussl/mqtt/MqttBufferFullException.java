// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt;

import java.io.IOException;

/** A message was not taken, because as many as the configuration allows wait already. */
public class MqttBufferFullException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int capacity;

    /**
     * Makes one.
     *
     * @param connection the connection's name
     * @param capacity how many messages may wait
     */
    public MqttBufferFullException(String connection, int capacity) {
        super(connection + ": " + capacity + " messages wait already; slow down, or raise bufferSize");
        this.capacity = capacity;
    }

    /**
     * How many messages may wait.
     *
     * @return the configured number
     */
    public int capacity() {
        return capacity;
    }
}
