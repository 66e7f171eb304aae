// All loops for one instruction set: OTK_TARGET (a function attribute), OTK_PREFIX of the names, OTK_BYTES of a register.

#define OTK_JOIN_(a, b) a##_##b
#define OTK_JOIN(a, b) OTK_JOIN_(a, b)

#define OTK_NAME(x) OTK_JOIN(OTK_PREFIX, x)
#include "kernel_body.h"
typedef otk_pairs OTK_NAME(pairs);
#define OTK_REAL double
#include "pair_body.h"
#undef OTK_REAL
#undef OTK_NAME

#define OTK_NAME(x) OTK_JOIN(OTK_JOIN(OTK_PREFIX, single), x)
typedef otk_single_pairs OTK_NAME(pairs);
#define OTK_REAL float
#define OTK_SINGLE
#include "pair_body.h"
#undef OTK_SINGLE
#undef OTK_REAL
#undef OTK_NAME

#undef OTK_JOIN
#undef OTK_JOIN_
