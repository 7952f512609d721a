/* SPDX-License-Identifier: Apache-2.0 */
/* SoftHSM with a plug: while the file UNPLUGGED is there, the token is gone, as PKCS#11 says it: CKR_DEVICE_REMOVED, and no
   session outlives it. Every function of the list has its place by the standard (PKCS#11 2.40, CK_FUNCTION_LIST). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

typedef unsigned long word;
typedef word (*function)(word, word, word, word, word, word, word, word);
struct list { unsigned char version[2]; function functions[68]; };

enum { GET_SLOT_LIST = 4, CLOSE_ALL_SESSIONS = 14 };
#define CKR_DEVICE_REMOVED 0x32UL

static struct list *real;
static struct list ours;
static int was_gone;

static int is_gone(void) {
    if (access(UNPLUGGED, F_OK) != 0) {
        was_gone = 0;
        return 0;
    }
    if (!was_gone) {
        word slots[16], count = 16;
        was_gone = 1;
        if (real->functions[GET_SLOT_LIST](1, (word) slots, (word) &count, 0, 0, 0, 0, 0) == 0) {
            for (word i = 0; i < count; i++) {
                real->functions[CLOSE_ALL_SESSIONS](slots[i], 0, 0, 0, 0, 0, 0, 0);
            }
        }
    }
    return 1;
}

#define WRAP(n) static word wrap_##n(word a, word b, word c, word d, word e, word f, word g, word h) { \
    return is_gone() ? CKR_DEVICE_REMOVED : real->functions[n](a, b, c, d, e, f, g, h); }
WRAP(6) WRAP(7) WRAP(8) WRAP(12) WRAP(13) WRAP(15) WRAP(18) WRAP(19) WRAP(20) WRAP(22) WRAP(24) WRAP(26) WRAP(27) WRAP(28)
WRAP(29) WRAP(30) WRAP(42) WRAP(43) WRAP(44) WRAP(45) WRAP(46) WRAP(47)

word C_GetFunctionList(struct list **out) {
    if (real == NULL) {
        void *library = dlopen(SOFTHSM, RTLD_NOW | RTLD_LOCAL);
        word (*get)(struct list **) = library == NULL ? NULL : (word (*)(struct list **)) dlsym(library, "C_GetFunctionList");
        if (get == NULL || get(&real) != 0) {
            return 5;
        }
        ours = *real;
#define USE(n) ours.functions[n] = wrap_##n;
        USE(6) USE(7) USE(8) USE(12) USE(13) USE(15) USE(18) USE(19) USE(20) USE(22) USE(24) USE(26) USE(27) USE(28)
        USE(29) USE(30) USE(42) USE(43) USE(44) USE(45) USE(46) USE(47)
    }
    *out = &ours;
    return 0;
}
