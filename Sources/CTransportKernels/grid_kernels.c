#include "grid_kernels.h"

#include <math.h>
#include <stdint.h>

#include "transport_kernels.h"

typedef double v8d __attribute__((vector_size(64)));
typedef long v8i __attribute__((vector_size(64)));
typedef unsigned long v8u __attribute__((vector_size(64)));

// The work space of one part, cut up.
typedef struct {
  // b by groups of eight lines, lines side by side: [group][column][8]; then what the terms carry.
  double *logs, *carried;
  // Of one group: the greatest term of each block of eight columns, the terms, and what they carry.
  double *block_max, *terms, *carried_terms;
  // Of one tile: 2^(center_j - c_ij) by panels of four rows, [panel][column][4]; that times c_ij.
  double *kernel, *weighted_kernel;
  // (max + min) / 2 over the tile's rows of each column of scale c, and these themselves.
  double *center, *least, *greatest;
  // Bounds of center_j - c_ij over the block, for the first and for the last row.
  double *upper_first, *lower_first, *upper_last, *lower_last;
  // The blocks that matter for the group, and whether a block of `kernel` has been computed.
  double *active, *ready;
} grid_work;


// Cuts up `base`; returns the number of doubles needed. `base` may be NULL.
static long cut_work(
    const otk_axis *axis, const otk_axis_part *part, int with_means, double *base, grid_work *work) {
  const long blocks = (axis->columns + 7) / 8, n = blocks * 8;
  const long groups = part->last_group - part->first_group;
  const long rows = (axis->tile + 3) / 4 * 4;
  long offset = 0;
#define OTK_CUT(NAME, COUNT)                       \
  work->NAME = base ? base + offset : (double *)0; \
  offset += ((COUNT) + 7) / 8 * 8;
  OTK_CUT(logs, groups * n * 8)
  OTK_CUT(carried, with_means ? groups * n * 8 : 0)
  OTK_CUT(block_max, blocks * 8)
  OTK_CUT(terms, n * 8)
  OTK_CUT(carried_terms, with_means ? n * 8 : 0)
  OTK_CUT(kernel, rows * n)
  OTK_CUT(weighted_kernel, with_means ? rows * n : 0)
  OTK_CUT(center, n)
  OTK_CUT(least, n)
  OTK_CUT(greatest, n)
  OTK_CUT(upper_first, blocks)
  OTK_CUT(lower_first, blocks)
  OTK_CUT(upper_last, blocks)
  OTK_CUT(lower_last, blocks)
  OTK_CUT(active, blocks)
  OTK_CUT(ready, blocks)
#undef OTK_CUT
  return offset;
}

long otk_axis_work(const otk_axis *axis, const otk_axis_part *part, int with_means) {
  grid_work work;
  // Seven more, to start at a multiple of 64 bytes.
  return cut_work(axis, part, with_means, 0, &work) + 7;
}

static double *aligned(double *base) {
  return (double *)(((uintptr_t)base + 63) / 64 * 64);
}

#define OTK_TARGET
#define OTK_NAME(x) portable_##x
#include "grid_body.h"
#undef OTK_TARGET
#undef OTK_NAME

#if defined(__x86_64__)
#define OTK_TARGET __attribute__((target("avx2,fma")))
#define OTK_NAME(x) avx2_##x
#include "grid_body.h"
#undef OTK_TARGET
#undef OTK_NAME

#define OTK_TARGET __attribute__((target("avx512f,avx512dq,avx2,fma")))
#define OTK_NAME(x) avx512_##x
#include "grid_body.h"
#undef OTK_TARGET
#undef OTK_NAME
#endif

const otk_grid_kernels *otk_grid_kernels_at(int level) {
  static const otk_grid_kernels tables[] = {
      {portable_axis_sums, portable_axis_minima},
#if defined(__x86_64__)
      {avx2_axis_sums, avx2_axis_minima},
      {avx512_axis_sums, avx512_axis_minima},
#endif
  };
  int best = otk_best_level();
  if (level > best) level = best;
  return &tables[level < 0 ? 0 : level];
}
