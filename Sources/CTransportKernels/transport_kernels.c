#include "transport_kernels.h"

#include <math.h>

typedef double v8d __attribute__((vector_size(64)));
typedef long v8i __attribute__((vector_size(64)));

#define OTK_TARGET
#define OTK_PREFIX portable
#define OTK_BYTES 16
#include "instruction_set.h"
#undef OTK_TARGET
#undef OTK_PREFIX
#undef OTK_BYTES

#if defined(__x86_64__)
#define OTK_TARGET __attribute__((target("avx2,fma")))
#define OTK_PREFIX avx2
#define OTK_BYTES 32
#include "instruction_set.h"
#undef OTK_TARGET
#undef OTK_PREFIX
#undef OTK_BYTES

#define OTK_TARGET __attribute__((target("avx512f,avx512dq,avx2,fma")))
#define OTK_PREFIX avx512
#define OTK_BYTES 64
#include "instruction_set.h"
#undef OTK_TARGET
#undef OTK_PREFIX
#undef OTK_BYTES
#endif

#define OTK_TABLE(PREFIX)                                                            \
  {PREFIX##_cost, PREFIX##_reduced_costs, PREFIX##_reduced_cost_minimum,             \
   PREFIX##_difference_minimum, PREFIX##_update_minimum, PREFIX##_gibbs_sums,       \
   PREFIX##_single_gibbs_sums, PREFIX##_gibbs_weighted_sums,                         \
   PREFIX##_gibbs_displacements, PREFIX##_gibbs_marginals, PREFIX##_gibbs_column_sums, \
   PREFIX##_gibbs_entries, PREFIX##_gibbs_minima, PREFIX##_support}

int otk_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return OTK_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return OTK_AVX2;
#endif
  return OTK_PORTABLE;
}

const otk_kernels *otk_kernels_at(int level) {
  static const otk_kernels tables[] = {
      OTK_TABLE(portable),
#if defined(__x86_64__)
      OTK_TABLE(avx2),
      OTK_TABLE(avx512),
#endif
  };
  int best = otk_best_level();
  if (level > best) level = best;
  return &tables[level < 0 ? 0 : level];
}
