// SPDX-License-Identifier: Apache-2.0
package bench;

/** The empty application: says that it is active, and nothing else. */
public final class Empty {
    /** Called by Declarative Services. */
    public void up() {
        System.out.println("empty application is up");
        System.out.flush();
    }
}
