// Sums along an axis. Included once for each instruction set, with OTK_TARGET (a function attribute) and OTK_NAME(x).
//
// Eight lines are summed side by side. With center_j about the middle of c_ij over a tile of rows, and
// m = max over j of b_j - center_j,
//   sum over j of 2^(b_j - c_ij) = 2^m sum over j of 2^(center_j - c_ij) 2^(b_j - center_j - m):
// exponentials number lines x columns per tile and not per row; the rest is a small product of matrices.

#define OTK_INLINE static inline __attribute__((always_inline)) OTK_TARGET

#include "grid_math.h"

OTK_INLINE void OTK_NAME(load_eight)(v8d *out, const double *from) {
  __builtin_memcpy(out, from, 64);
}

OTK_INLINE void OTK_NAME(fill_eight)(v8d *out, double value) {
  *out = (v8d){value, value, value, value, value, value, value, value};
}

// a = mask ? b : a
OTK_INLINE void OTK_NAME(select_eight)(v8d *a, const v8i *mask, const v8d *b) {
  *a = (v8d)(((v8i)*b & *mask) | ((v8i)*a & ~*mask));
}

// Eight lines, side by side: out[j * 8 + lane] = scale from[lane * columns + j], `missing` where there is none, to a
// multiple of eight columns.
OTK_TARGET static void OTK_NAME(gather_group)(
    const double *from, long columns, long lanes, double scale, double missing, double *out) {
  for (long lane = 0; lane < 8; lane++) {
    const long count = lane < lanes ? columns : 0, padded = (columns + 7) / 8 * 8;
    for (long j = 0; j < count; j++) out[j * 8 + lane] = scale * from[lane * columns + j];
    for (long j = count; j < padded; j++) out[j * 8 + lane] = missing;
  }
}

// Center and bounds of the columns of scale c over rows first..last-1.
OTK_TARGET static void OTK_NAME(center_tile)(
    const otk_axis *axis, long first, long last, const grid_work *work) {
  const long columns = axis->columns, blocks = (columns + 7) / 8;
  const double *first_row = axis->costs + first * columns;
  const double *last_row = axis->costs + (last - 1) * columns;
  const double scale = axis->scale;
  for (long j = 0; j < columns; j++) work->least[j] = work->greatest[j] = first_row[j];
  for (long i = first + 1; i < last; i++) {
    const double *c = axis->costs + i * columns;
    for (long j = 0; j < columns; j++) {
      work->least[j] = c[j] < work->least[j] ? c[j] : work->least[j];
      work->greatest[j] = c[j] > work->greatest[j] ? c[j] : work->greatest[j];
    }
  }
  for (long j = 0; j < columns; j++)
    work->center[j] = scale * (work->least[j] / 2 + work->greatest[j] / 2);
  for (long j = columns; j < 8 * blocks; j++) work->center[j] = 0;
  for (long block = 0; block < blocks; block++) {
    double uf = -INFINITY, lf = INFINITY, ul = -INFINITY, ll = INFINITY;
    for (long j = 8 * block; j < 8 * block + 8 && j < columns; j++) {
      // Without monotony the extremes stand in for both rows.
      const double upper = axis->convex ? first_row[j] : work->least[j];
      const double lower = axis->convex ? first_row[j] : work->greatest[j];
      const double upper_end = axis->convex ? last_row[j] : work->least[j];
      const double lower_end = axis->convex ? last_row[j] : work->greatest[j];
      uf = fmax(uf, work->center[j] - scale * upper);
      lf = fmin(lf, work->center[j] - scale * lower);
      ul = fmax(ul, work->center[j] - scale * upper_end);
      ll = fmin(ll, work->center[j] - scale * lower_end);
    }
    work->upper_first[block] = uf;
    work->lower_first[block] = lf;
    work->upper_last[block] = ul;
    work->lower_last[block] = ll;
    work->ready[block] = 0;
  }
}

// The greatest term m of each line, and the list of blocks with a term that matters to some row of some line.
OTK_TARGET static long OTK_NAME(find_active)(
    const otk_axis *axis, const double *logs, const grid_work *work, v8d *greatest) {
  const long blocks = (axis->columns + 7) / 8;
  v8d most, first, last;
  OTK_NAME(fill_eight)(&most, -INFINITY);
  OTK_NAME(fill_eight)(&first, 0);
  last = first;
  for (long block = 0; block < blocks; block++) {
    const double *b = logs + block * 64, *center = work->center + block * 8;
    v8d top;
    OTK_NAME(load_eight)(&top, b);
    top -= center[0];
    for (long j = 1; j < 8; j++) {
      v8d term;
      OTK_NAME(load_eight)(&term, b + j * 8);
      term -= center[j];
      v8i less = top < term;
      OTK_NAME(select_eight)(&top, &less, &term);
    }
    __builtin_memcpy(work->block_max + block * 8, &top, 64);
    v8i less = most < top;
    v8d lower;
    OTK_NAME(select_eight)(&most, &less, &top);
    OTK_NAME(fill_eight)(&lower, work->lower_first[block]);
    OTK_NAME(select_eight)(&first, &less, &lower);
    OTK_NAME(fill_eight)(&lower, work->lower_last[block]);
    OTK_NAME(select_eight)(&last, &less, &lower);
  }
  // The sum of row i is at least 2^(m + center_k - c_ik), k in the block of the greatest term. A term of
  // column j is to this as 2^(b_j - center_j - m) times a factor that is greatest at an end of the tile.
  first += most - axis->drop;
  last += most - axis->drop;
  long count = 0;
  for (long block = 0; block < blocks; block++) {
    v8d top;
    OTK_NAME(load_eight)(&top, work->block_max + block * 8);
    v8i matters = (top + work->upper_first[block] > first) | (top + work->upper_last[block] > last);
    long any = 0;
    for (long lane = 0; lane < 8; lane++) any |= matters[lane];
    if (any) work->active[count++] = (double)block;
  }
  *greatest = most;
  return count;
}

// 2^(center_j - c_ij) for one block of columns and all rows of the tile.
OTK_TARGET static void OTK_NAME(fill_kernel)(
    const otk_axis *axis, long first, long last, long block, int weighted, const grid_work *work) {
  const long columns = axis->columns, n = (columns + 7) / 8 * 8;
  const long count = columns - block * 8 < 8 ? columns - block * 8 : 8;
  v8d center;
  OTK_NAME(load_eight)(&center, work->center + block * 8);
  for (long i = first; i < last; i++) {
    v8d cost = {0};
    const double *from = axis->costs + i * columns + block * 8;
    if (count == 8) OTK_NAME(load_eight)(&cost, from);
    else __builtin_memcpy(&cost, from, (unsigned long)count * sizeof(double));
    cost *= axis->scale;
    v8d value = center - cost;
    OTK_NAME(power_of_two)(&value);
    long row = i - first, start = (row / 4 * n + block * 8) * 4 + row % 4;
    for (long j = 0; j < 8; j++) work->kernel[start + j * 4] = value[j];
    if (!weighted) continue;
    value *= cost;
    for (long j = 0; j < 8; j++) work->weighted_kernel[start + j * 4] = value[j];
  }
  // Rows that fill up the last panel.
  for (long row = last - first; row % 4; row++) {
    long start = (row / 4 * n + block * 8) * 4 + row % 4;
    for (long j = 0; j < 8; j++) work->kernel[start + j * 4] = 0;
    if (weighted) for (long j = 0; j < 8; j++) work->weighted_kernel[start + j * 4] = 0;
  }
  work->ready[block] = 1;
}

// sums[r] += sum over the active columns j of kernel[j][r] terms[j], four rows of eight lines.
OTK_INLINE void OTK_NAME(multiply)(
    const double *kernel, const double *terms, const double *active, long count, v8d *sums) {
  v8d s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3];
  for (long k = 0; k < count; k++) {
    const double *g = kernel + (long)active[k] * 32, *e = terms + k * 64;
    for (long j = 0; j < 8; j++) {
      v8d term;
      OTK_NAME(load_eight)(&term, e + j * 8);
      s0 += g[j * 4] * term;
      s1 += g[j * 4 + 1] * term;
      s2 += g[j * 4 + 2] * term;
      s3 += g[j * 4 + 3] * term;
    }
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}

OTK_INLINE void OTK_NAME(store_lanes)(double *out, const v8d *value, long lanes) {
  if (lanes == 8) __builtin_memcpy(out, value, 64);
  else for (long lane = 0; lane < lanes; lane++) out[lane] = (*value)[lane];
}

// The terms 2^(b_j - center_j - m) of the active columns, and these times what they carry. On an empty line
// m = -infinity, the exponents are NaN and the terms zero.
OTK_TARGET static void OTK_NAME(fill_terms)(
    const double *logs, const double *carried, const grid_work *work, long count, const v8d *greatest) {
  for (long k = 0; k < count; k++) {
    const long block = (long)work->active[k];
    for (long j = 0; j < 8; j++) {
      v8d term, number;
      OTK_NAME(load_eight)(&term, logs + block * 64 + j * 8);
      term = term - work->center[block * 8 + j] - *greatest;
      OTK_NAME(power_of_two)(&term);
      __builtin_memcpy(work->terms + k * 64 + j * 8, &term, 64);
      if (!carried) continue;
      OTK_NAME(load_eight)(&number, carried + block * 64 + j * 8);
      number *= term;
      __builtin_memcpy(work->carried_terms + k * 64 + j * 8, &number, 64);
    }
  }
}

OTK_TARGET static void OTK_NAME(axis_sums)(
    const otk_axis *axis, const otk_axis_part *part, const double *logs, const double *carried,
    double *out, double *means, double *base) {
  const long columns = axis->columns, n = (columns + 7) / 8 * 8;
  const int weighted = means && axis->averages_cost;
  grid_work work;
  cut_work(axis, part, means != 0, aligned(base), &work);
  for (long group = part->first_group; group < part->last_group; group++) {
    long start = (group - part->first_group) * n * 8, lanes = axis->lines - group * 8;
    OTK_NAME(gather_group)
    (logs + group * 8 * columns, columns, lanes, axis->scale_in, -INFINITY, work.logs + start);
    if (carried)
      OTK_NAME(gather_group)(carried + group * 8 * columns, columns, lanes, 1, 0, work.carried + start);
  }
  for (long tile = part->first_tile; tile < part->last_tile; tile++) {
    long first = tile * axis->tile, last = first + axis->tile;
    if (last > axis->rows) last = axis->rows;
    OTK_NAME(center_tile)(axis, first, last, &work);
    for (long group = part->first_group; group < part->last_group; group++) {
      const long start = (group - part->first_group) * n * 8;
      long lanes = axis->lines - group * 8;
      if (lanes > 8) lanes = 8;
      v8d greatest;
      const long count = OTK_NAME(find_active)(axis, work.logs + start, &work, &greatest);
      for (long k = 0; k < count; k++)
        if (work.ready[(long)work.active[k]] == 0)
          OTK_NAME(fill_kernel)(axis, first, last, (long)work.active[k], weighted, &work);
      OTK_NAME(fill_terms)
      (work.logs + start, carried ? work.carried + start : 0, &work, count, &greatest);
      for (long i = first; i < last; i += 4) {
        const long panel = (i - first) * n;
        v8d sums[4] = {{0}, {0}, {0}, {0}}, totals[4] = {{0}, {0}, {0}, {0}};
        OTK_NAME(multiply)(work.kernel + panel, work.terms, work.active, count, sums);
        if (carried) OTK_NAME(multiply)(work.kernel + panel, work.carried_terms, work.active, count, totals);
        if (weighted) OTK_NAME(multiply)(work.weighted_kernel + panel, work.terms, work.active, count, totals);
        for (long r = 0; r < 4 && i + r < last; r++) {
          const long at = (i + r) * axis->lines + group * 8;
          if (means) {
            v8d mean = totals[r] / sums[r], zero = {0};
            v8i empty = sums[r] == 0.0;
            OTK_NAME(select_eight)(&mean, &empty, &zero);
            OTK_NAME(store_lanes)(means + at, &mean, lanes);
          }
          OTK_NAME(log_of_two)(&sums[r]);
          sums[r] = (sums[r] + greatest) * axis->scale_out;
          OTK_NAME(store_lanes)(out + at, &sums[r], lanes);
        }
      }
    }
  }
}

OTK_TARGET static void OTK_NAME(axis_minima)(
    const otk_axis *axis, long first_group, long last_group, const double *b, double *out,
    double *work) {
  const long columns = axis->columns;
  work = aligned(work);
  for (long group = first_group; group < last_group; group++) {
    long lanes = axis->lines - group * 8;
    if (lanes > 8) lanes = 8;
    OTK_NAME(gather_group)(b + group * 8 * columns, columns, lanes, axis->scale_in, -INFINITY, work);
    for (long i = 0; i < axis->rows; i += 4) {
      v8d least[4];
      const double *c[4];
      for (long r = 0; r < 4; r++) {
        OTK_NAME(fill_eight)(&least[r], INFINITY);
        c[r] = axis->costs + (i + r < axis->rows ? i + r : i) * columns;
      }
      v8d l0 = least[0], l1 = l0, l2 = l0, l3 = l0;
      for (long j = 0; j < columns; j++) {
        v8d shift;
        OTK_NAME(load_eight)(&shift, work + j * 8);
        v8d t0 = c[0][j] - shift, t1 = c[1][j] - shift, t2 = c[2][j] - shift, t3 = c[3][j] - shift;
        v8i k0 = t0 < l0, k1 = t1 < l1, k2 = t2 < l2, k3 = t3 < l3;
        OTK_NAME(select_eight)(&l0, &k0, &t0);
        OTK_NAME(select_eight)(&l1, &k1, &t1);
        OTK_NAME(select_eight)(&l2, &k2, &t2);
        OTK_NAME(select_eight)(&l3, &k3, &t3);
      }
      least[0] = l0;
      least[1] = l1;
      least[2] = l2;
      least[3] = l3;
      for (long r = 0; r < 4 && i + r < axis->rows; r++)
        OTK_NAME(store_lanes)(out + (i + r) * axis->lines + group * 8, &least[r], lanes);
    }
  }
}

#undef OTK_INLINE
