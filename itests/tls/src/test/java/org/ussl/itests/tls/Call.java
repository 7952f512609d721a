// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A call whose outcome on two sockets can be compared.
 *
 * @param name the method and its arguments, for people
 */
record Call<T>(String name, Body<T> body) {

    @FunctionalInterface
    interface Body<T> {
        Object run(T target) throws Exception;
    }

    /**
     * Calls of every public method of a type. One that has parameters needs arguments that somebody has thought about;
     * where there are none this fails, so that no method of a later JDK is forgotten.
     *
     * @param beyond a type whose methods are left out: {@link Object}, or a type that is walked by itself
     * @param arguments lists of arguments by the method's signature, such as {@code setSoTimeout(int)}
     */
    static <T> List<Call<T>> everyMethod(
            Class<T> type, Class<? super T> beyond, Map<String, List<Object[]>> arguments) {
        Set<String> known =
                Arrays.stream(beyond.getMethods()).map(Call::signature).collect(Collectors.toSet());
        List<Call<T>> calls = new ArrayList<>();
        Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
                .filter(method -> !known.contains(signature(method)))
                .sorted(Comparator.comparing(Call::signature))
                .forEach(method -> {
                    List<Object[]> lists = method.getParameterCount() == 0
                            ? List.<Object[]>of(new Object[0])
                            : arguments.get(signature(method));
                    if (lists == null) {
                        throw new AssertionError("no arguments for " + signature(method));
                    }
                    lists.forEach(list -> calls.add(of(method, list)));
                });
        return calls;
    }

    private static <T> Call<T> of(Method method, Object[] arguments) {
        String name = method.getName()
                + Arrays.stream(arguments).map(Call::describe).collect(Collectors.joining(", ", "(", ")"));
        return new Call<>(name, target -> {
            Object result = method.invoke(target, arguments);
            return result == target ? "itself" : result;
        });
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    /** Whether the call asks and changes nothing. */
    boolean asks() {
        return name.matches("(get|is|supported)\\w*\\(\\)") && !name.matches("get\\w*Stream\\(\\)");
    }

    /** What comes of it: a value, as far as two sockets can have it in common, or the type of the exception. */
    String on(T target) {
        try {
            String outcome = describe(body.run(target));
            return name.matches("get(Local)?Port\\(\\)") && !outcome.matches("-1|0") ? "a port" : outcome;
        } catch (InvocationTargetException e) {
            return e.getCause().getClass().getSimpleName();
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    /** What all questions tell of a target after this call. */
    Map<String, String> stateAfter(T target, List<Call<T>> calls) {
        Map<String, String> state = new TreeMap<>();
        for (Call<T> question : calls) {
            if (question.asks()) {
                String answer = question.on(target);
                boolean systems = question.name.endsWith("BufferSize()") && answer.matches("\\d+");
                boolean set =
                        name.startsWith(question.name.replaceFirst("get", "set").replace("()", ""));
                state.put(question.name, systems && !set ? "a size" : answer);
            }
        }
        return state;
    }

    private static String describe(Object value) {
        if (value instanceof InetSocketAddress address) {
            String host =
                    address.isUnresolved() ? "unresolved" : address.getAddress().getHostAddress();
            return host + (address.getPort() == 0 ? ":0" : ":port");
        }
        if (value instanceof InetAddress address) {
            return address.getHostAddress();
        }
        if (value instanceof Set<?> set) {
            return set.stream().map(Call::describe).sorted().toList().toString();
        }
        if (value instanceof SocketOption<?> option) {
            return option.name();
        }
        if ("".equals(value)) {
            return "empty";
        }
        if (value instanceof String[] names && names.length == 1) {
            return names[0];
        }
        for (Class<?> kind : List.of(InputStream.class, OutputStream.class, Socket.class, ServerSocket.class)) {
            if (kind.isInstance(value)) {
                return kind.getSimpleName();
            }
        }
        boolean plain = value == null || value.getClass().getName().startsWith("java.lang.");
        return plain && !(value instanceof Object[]) ? Objects.toString(value) : "an object";
    }
}
