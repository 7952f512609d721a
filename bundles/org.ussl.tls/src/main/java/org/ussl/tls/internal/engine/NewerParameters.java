// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The JSSE parameters that are younger than Java 17: signature schemes (19) and named groups (20). Where the JVM does
 * not have them, nothing is there to copy and groups cannot be set.
 */
public final class NewerParameters {
    private static final MethodType GETTER = MethodType.methodType(String[].class);
    private static final MethodType SETTER = MethodType.methodType(void.class, String[].class);

    private static final @Nullable MethodHandle GET_GROUPS = find("getNamedGroups", GETTER);
    private static final @Nullable MethodHandle SET_GROUPS = find("setNamedGroups", SETTER);
    private static final @Nullable MethodHandle GET_SCHEMES = find("getSignatureSchemes", GETTER);
    private static final @Nullable MethodHandle SET_SCHEMES = find("setSignatureSchemes", SETTER);

    private NewerParameters() {}

    /** Whether groups can be set. */
    public static boolean haveGroups() {
        return SET_GROUPS != null;
    }

    /** The groups of some parameters; {@code null} for the defaults, or where the JVM has none. */
    public static String @Nullable [] groups(SSLParameters parameters) {
        return get(GET_GROUPS, parameters);
    }

    /** Sets the groups, where {@link #haveGroups}. */
    public static void setGroups(SSLParameters parameters, List<String> groups) {
        set(SET_GROUPS, parameters, groups.toArray(new String[0]));
    }

    /** Takes over from {@code wanted}, and what it leaves open from {@code base}. */
    public static void merge(SSLParameters wanted, SSLParameters base, SSLParameters target) {
        copy(GET_GROUPS, SET_GROUPS, wanted, base, target);
        copy(GET_SCHEMES, SET_SCHEMES, wanted, base, target);
    }

    private static void copy(
            @Nullable MethodHandle getter,
            @Nullable MethodHandle setter,
            SSLParameters wanted,
            SSLParameters base,
            SSLParameters target) {
        String[] names = get(getter, wanted);
        if (names == null) {
            names = get(getter, base);
        }
        if (names != null) {
            set(setter, target, names);
        }
    }

    private static String @Nullable [] get(@Nullable MethodHandle getter, SSLParameters parameters) {
        try {
            return getter == null ? null : (String[]) getter.invokeExact(parameters);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static void set(@Nullable MethodHandle setter, SSLParameters parameters, String[] names) {
        if (setter == null) {
            throw new UnsupportedOperationException("this JVM's SSLParameters have no such setter");
        }
        try {
            setter.invokeExact(parameters, names);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static RuntimeException failed(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }

    private static @Nullable MethodHandle find(String name, MethodType type) {
        try {
            return MethodHandles.publicLookup().findVirtual(SSLParameters.class, name, type);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
