#include "face_kernels.h"

#include <math.h>
#include <string.h>

#include "transport_kernels.h"

#define OTK_TARGET
#define OTK_NAME(x) portable_##x
#include "face_body.h"
#undef OTK_TARGET
#undef OTK_NAME

#if defined(__x86_64__)
#define OTK_TARGET __attribute__((target("avx2,fma")))
#define OTK_NAME(x) avx2_##x
#include "face_body.h"
#undef OTK_TARGET
#undef OTK_NAME

#define OTK_TARGET __attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma")))
#define OTK_NAME(x) avx512_##x
#include "face_body.h"
#undef OTK_TARGET
#undef OTK_NAME
#endif

#define OTK_TABLE(x)                                                                             \
  {                                                                                              \
    x##_parabola, x##_reflect, x##_update, x##_divergence, x##_gradient, x##_means,              \
        x##_slope_energy, x##_action                                                             \
  }

const otk_face_kernels *otk_face_kernels_at(int level) {
  static const otk_face_kernels tables[] = {
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
