#include "transport_kernels.h"

#include <math.h>
#include <stdatomic.h>

typedef double v8d __attribute__((vector_size(64)));
typedef long v8i __attribute__((vector_size(64)));

#define OTK_TARGET
#define OTK_NAME(x) portable_##x
#include "kernel_body.h"
#undef OTK_TARGET
#undef OTK_NAME

#if defined(__x86_64__)
#define OTK_TARGET __attribute__((target("avx2,fma")))
#define OTK_NAME(x) avx2_##x
#include "kernel_body.h"
#undef OTK_TARGET
#undef OTK_NAME

#define OTK_TARGET __attribute__((target("avx512f,avx512dq,avx2,fma")))
#define OTK_NAME(x) avx512_##x
#include "kernel_body.h"
#undef OTK_TARGET
#undef OTK_NAME
#endif

int otk_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return OTK_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return OTK_AVX2;
#endif
  return OTK_PORTABLE;
}

// -1 until first used; every thread that races here stores the same value.
static _Atomic int chosen_level = -1;

int otk_level(void) {
  int level = atomic_load_explicit(&chosen_level, memory_order_relaxed);
  if (level < 0) {
    level = otk_best_level();
    atomic_store_explicit(&chosen_level, level, memory_order_relaxed);
  }
  return level;
}

void otk_set_level(int level) {
  int best = otk_best_level();
  atomic_store_explicit(&chosen_level, level < best ? level : best, memory_order_relaxed);
}

#if defined(__x86_64__)
#define OTK_DISPATCH(CALL)               \
  switch (otk_level()) {                 \
    case OTK_AVX512: return avx512_##CALL; \
    case OTK_AVX2: return avx2_##CALL;     \
    default: return portable_##CALL;       \
  }
#else
#define OTK_DISPATCH(CALL) return portable_##CALL;
#endif

double otk_cost(const otk_cloud *cloud, const double *point, long j) {
  OTK_DISPATCH(cost(cloud, point, j))
}

void otk_reduced_costs(
    const otk_cloud *cloud, const double *point, const double *shift, double *out) {
  OTK_DISPATCH(reduced_costs(cloud, point, shift, out))
}

otk_minimum otk_reduced_cost_minimum(
    const otk_cloud *cloud, const double *point, const double *shift) {
  OTK_DISPATCH(reduced_cost_minimum(cloud, point, shift))
}

otk_minimum otk_difference_minimum(const double *costs, const double *shift, long count) {
  OTK_DISPATCH(difference_minimum(costs, shift, count))
}

void otk_update_minimum(double *running, const double *costs, double shift, long count) {
  OTK_DISPATCH(update_minimum(running, costs, shift, count))
}
