// Loops over all pairs of a block of rows and a block of columns, in vectors of one register. Included once for
// each instruction set and number type, with OTK_TARGET, OTK_NAME(x), OTK_REAL, OTK_BYTES (of a register)
// and, for float, OTK_SINGLE.

typedef OTK_REAL OTK_NAME(vector) __attribute__((vector_size(OTK_BYTES)));
#define OTK_V OTK_NAME(vector)
#define OTK_WIDTH (OTK_BYTES / (long)sizeof(OTK_REAL))
#define OTK_INLINE static inline __attribute__((always_inline)) OTK_TARGET
#define OTK_UNROLL _Pragma("clang loop unroll(full)")

// 2^t by 2^n p(t - n), n the nearest integer to t, p the polynomial of least greatest relative error on
// [-1/2, 1/2]: 3e-18 for double, 8e-8 for float, before rounding. OTK_LEAST is the exponent whose bits are those
// of zero, so all below, and NaN, gives exactly 0; above OTK_MOST the result stays 2^OTK_MOST, so that
// sums stay finite. OTK_ROUNDING is 1.5 times two to the number of stored digits, plus the exponent bias: adding
// it leaves n + bias in the last digits.
#ifdef OTK_SINGLE
typedef int OTK_NAME(integers) __attribute__((vector_size(OTK_BYTES)));
#define OTK_LEAST -127.0f
#define OTK_MOST 100.0f
#define OTK_ROUNDING (0x1.8p23f + 127.0f)
#define OTK_DIGITS 23
#define OTK_COEFFICIENTS                                                                      \
  {0x1.5c08e64ddf36cp-10f, 0x1.3d0c52d1e5085p-7f, 0x1.c6b6e4f711defp-5f, 0x1.ebf9174f83c53p-3f, \
   0x1.62e428c5bb594p-1f, 0x1.00000133c1310p+0f}
#define OTK_DEGREE 5
#else
typedef long OTK_NAME(integers) __attribute__((vector_size(OTK_BYTES)));
#define OTK_LEAST -1023.0
#define OTK_MOST 1000.0
#define OTK_ROUNDING (0x1.8p52 + 1023.0)
#define OTK_DIGITS 52
#define OTK_COEFFICIENTS                                                               \
  {0x1.e7aa1c12faa3cp-32, 0x1.e620fb67ac6ddp-28, 0x1.b5267882d5309p-24,                \
   0x1.62bfc3c1d2153p-20, 0x1.ffcbfba7bc9a1p-17, 0x1.43091310bf66dp-13,                \
   0x1.5d87fe78cf260p-10, 0x1.3b2ab6fb9f413p-7,  0x1.c6b08d7049fd1p-5,                 \
   0x1.ebfbdff82c5adp-3,  0x1.62e42fefa39efp-1,  1.0}
#define OTK_DEGREE 11
#endif
#define OTK_I OTK_NAME(integers)

OTK_INLINE OTK_V OTK_NAME(vload)(const OTK_REAL *from) {
  OTK_V result;
  __builtin_memcpy(&result, from, OTK_BYTES);
  return result;
}

OTK_INLINE void OTK_NAME(vstore)(OTK_REAL *to, OTK_V value) { __builtin_memcpy(to, &value, OTK_BYTES); }

OTK_INLINE OTK_V OTK_NAME(spread)(OTK_REAL value) { return value - (OTK_V){0}; }

OTK_INLINE OTK_V OTK_NAME(choose)(OTK_I mask, OTK_V a, OTK_V b) {
  return (OTK_V)(((OTK_I)a & mask) | ((OTK_I)b & ~mask));
}

OTK_INLINE OTK_REAL OTK_NAME(total)(OTK_V value) {
  OTK_REAL parts[OTK_WIDTH];
  OTK_NAME(vstore)(parts, value);
  for (long width = OTK_WIDTH / 2; width > 0; width /= 2)
    for (long lane = 0; lane < width; lane++) parts[lane] += parts[lane + width];
  return parts[0];
}

// t[r] becomes 2^t[r] for r < group. Odd and even powers apart, and row by row within each step, so that enough
// multiplications are independent.
OTK_INLINE void OTK_NAME(exp2)(int group, OTK_V *t) {
  static const OTK_REAL coefficients[] = OTK_COEFFICIENTS;
  const OTK_V least = OTK_NAME(spread)(OTK_LEAST), most = OTK_NAME(spread)(OTK_MOST);
  OTK_V shifted[4], square[4], odd[4], even[4];
  OTK_UNROLL for (int r = 0; r < group; r++) {
    // In this order a NaN, which is infinity minus infinity, becomes the least.
    t[r] = OTK_NAME(choose)(t[r] > least, t[r], least);
    t[r] = OTK_NAME(choose)(t[r] < most, t[r], most);
    shifted[r] = t[r] + OTK_ROUNDING;
    t[r] -= shifted[r] - OTK_ROUNDING;
  }
  OTK_UNROLL for (int r = 0; r < group; r++) {
    square[r] = t[r] * t[r];
    odd[r] = coefficients[0] * square[r] + coefficients[2];
    even[r] = coefficients[1] * square[r] + coefficients[3];
  }
  OTK_UNROLL for (int k = 4; k < OTK_DEGREE; k += 2) {
    OTK_UNROLL for (int r = 0; r < group; r++) {
      odd[r] = odd[r] * square[r] + coefficients[k];
      even[r] = even[r] * square[r] + coefficients[k + 1];
    }
  }
  OTK_UNROLL for (int r = 0; r < group; r++)
    t[r] = (odd[r] * t[r] + even[r]) * (OTK_V)((OTK_I)shifted[r] << OTK_DIGITS);
}

// Adds one coordinate's difference to the sum that a metric takes.
OTK_INLINE OTK_V OTK_NAME(add_difference)(int metric, OTK_V sum, OTK_V difference) {
  if (metric == OTK_MANHATTAN) return sum + __builtin_elementwise_abs(difference);
  if (metric == OTK_CHEBYSHEV) {
    OTK_V length = __builtin_elementwise_abs(difference);
    return OTK_NAME(choose)(length > sum, length, sum);
  }
  return sum + difference * difference;
}

// From sums over coordinates to costs.
OTK_INLINE OTK_V OTK_NAME(pair_cost)(int metric, const OTK_NAME(pairs) *pairs, OTK_V sum) {
  if (metric == OTK_EUCLIDEAN) return __builtin_elementwise_sqrt(sum) * pairs->factor;
#ifndef OTK_SINGLE
  if (metric == OTK_HALF_POWER) {
    OTK_V length = __builtin_elementwise_sqrt(sum);
    int halves = pairs->halves;
    OTK_V power = halves & 1 ? __builtin_elementwise_sqrt(length) : length;
    for (halves -= halves & 1 ? 1 : 2; halves >= 2; halves -= 2) power *= length;
    return power * pairs->factor;
  }
  if (metric == OTK_POWER)
    for (long lane = 0; lane < OTK_WIDTH; lane++)
      sum[lane] = pow(sqrt(sum[lane]), pairs->exponent) * pairs->factor;
#endif
  return sum;
}

// The first coordinate of column j; the next ones follow a block apart.
OTK_INLINE const OTK_REAL *OTK_NAME(column)(const OTK_NAME(pairs) *pairs, long dimension, long j) {
  return pairs->column_points + j / OTK_BLOCK * OTK_BLOCK * dimension + j % OTK_BLOCK;
}

// Costs from rows i..i+group-1 to one register of columns from j. `metric`, `dimension` and `group` are constants
// wherever this is inlined with literals, so the branches vanish.
OTK_INLINE void OTK_NAME(pair_costs)(
    int metric, long dimension, int group, const OTK_NAME(pairs) *pairs, long i, long j, OTK_V *cost) {
  if (metric == OTK_STORED) {
    OTK_UNROLL for (int r = 0; r < group; r++)
      cost[r] = OTK_NAME(vload)(pairs->costs + (i + r) * pairs->cost_stride + j);
    return;
  }
  const OTK_REAL *column = OTK_NAME(column)(pairs, dimension, j);
  OTK_UNROLL for (int r = 0; r < group; r++) cost[r] = (OTK_V){0};
  OTK_UNROLL for (long k = 0; k < dimension; k++) {
    const OTK_REAL *x = pairs->row_points + k * OTK_BLOCK + i;
    OTK_V y = OTK_NAME(vload)(column + k * OTK_BLOCK);
    OTK_UNROLL for (int r = 0; r < group; r++)
      cost[r] = OTK_NAME(add_difference)(metric, cost[r], x[r] - y);
  }
  OTK_UNROLL for (int r = 0; r < group; r++) cost[r] = OTK_NAME(pair_cost)(metric, pairs, cost[r]);
}

// Coordinates taken at a time, so that those of a block of columns stay in the first-level cache while rows pass.
#define OTK_CHUNK 32

// Costs from rows i..i+rows-1 to the block of columns from j, in any number of coordinates: costs[r * OTK_BLOCK + c].
// Two registers of columns at a time keep eight sums in registers. Differences, unlike products of points, lose no
// digits, and where additions and multiplications have units of their own they cost as little.
OTK_INLINE void OTK_NAME(fill_costs)(
    int metric, const OTK_NAME(pairs) *pairs, long i, long rows, long j, OTK_REAL *costs) {
  const OTK_REAL *block = OTK_NAME(column)(pairs, pairs->dimension, j);
  for (long first = 0; first < pairs->dimension; first += OTK_CHUNK) {
    long last = first + OTK_CHUNK < pairs->dimension ? first + OTK_CHUNK : pairs->dimension;
    for (long row = 0; row < rows; row += 4)
      for (long c = 0; c < OTK_BLOCK; c += 2 * OTK_WIDTH) {
        OTK_REAL *to = costs + row * OTK_BLOCK + c;
        OTK_V near[4] = {0}, far[4] = {0};
        if (first > 0)
          OTK_UNROLL for (int r = 0; r < 4; r++) {
            near[r] = OTK_NAME(vload)(to + r * OTK_BLOCK);
            far[r] = OTK_NAME(vload)(to + r * OTK_BLOCK + OTK_WIDTH);
          }
        for (long k = first; k < last; k++) {
          const OTK_REAL *x = pairs->row_points + k * OTK_BLOCK + i + row;
          OTK_V y = OTK_NAME(vload)(block + k * OTK_BLOCK + c);
          OTK_V z = OTK_NAME(vload)(block + k * OTK_BLOCK + c + OTK_WIDTH);
          OTK_UNROLL for (int r = 0; r < 4; r++) {
            near[r] = OTK_NAME(add_difference)(metric, near[r], x[r] - y);
            far[r] = OTK_NAME(add_difference)(metric, far[r], x[r] - z);
          }
        }
        OTK_UNROLL for (int r = 0; r < 4; r++) {
          if (last == pairs->dimension) {
            near[r] = OTK_NAME(pair_cost)(metric, pairs, near[r]);
            far[r] = OTK_NAME(pair_cost)(metric, pairs, far[r]);
          }
          OTK_NAME(vstore)(to + r * OTK_BLOCK, near[r]);
          OTK_NAME(vstore)(to + r * OTK_BLOCK + OTK_WIDTH, far[r]);
        }
      }
  }
}

OTK_TARGET static void OTK_NAME(fill)(
    const OTK_NAME(pairs) *pairs, long i, long rows, long j, OTK_REAL *costs) {
  switch (pairs->metric) {
    case OTK_SQUARED_EUCLIDEAN:
      OTK_NAME(fill_costs)(OTK_SQUARED_EUCLIDEAN, pairs, i, rows, j, costs);
      break;
    case OTK_EUCLIDEAN: OTK_NAME(fill_costs)(OTK_EUCLIDEAN, pairs, i, rows, j, costs); break;
    case OTK_MANHATTAN: OTK_NAME(fill_costs)(OTK_MANHATTAN, pairs, i, rows, j, costs); break;
    case OTK_CHEBYSHEV: OTK_NAME(fill_costs)(OTK_CHEBYSHEV, pairs, i, rows, j, costs); break;
    case OTK_HALF_POWER: OTK_NAME(fill_costs)(OTK_HALF_POWER, pairs, i, rows, j, costs); break;
    default: OTK_NAME(fill_costs)(OTK_POWER, pairs, i, rows, j, costs);
  }
}

// Entries of a group of rows, from their costs: row shift plus column shift minus cost, and then times the rate, which
// keeps the digits and the range. Float coordinates and shifts come with the rate applied.
OTK_INLINE void OTK_NAME(entries)(
    int group, const OTK_NAME(pairs) *pairs, long i, OTK_V column_shift, const OTK_V *cost, OTK_V *entry) {
  OTK_UNROLL for (int r = 0; r < group; r++) {
    entry[r] = (pairs->row_shift[i + r] + column_shift) - cost[r];
#ifndef OTK_SINGLE
    entry[r] *= pairs->rate;
#endif
  }
  OTK_NAME(exp2)(group, entry);
}

// Columns whose points stay in the first-level cache while the rows pass over them; sums over one such tile have
// accumulators of their own, so that rounding errors grow with the tile and with the number of tiles.
#define OTK_TILE 512

// Calls STEP(metric, dimension, group, pairs, i, begin, end) so that all pairs are met: rows i..i+group-1 and columns
// begin..end-1, of `pairs`, which may be a part of them; then i and begin count from `row` and `column`. The
// usual metrics are compiled for few coordinates, the others go through stored costs of some rows and a block of
// columns. Single rows remain only with costs the caller stores, since points come padded to whole groups.
#define OTK_FOR_ALL(STEP)                                                             \
  long row = 0, column = 0;                                                           \
  switch (OTK_NAME(form)(pairs)) {                                                    \
    case OTK_SQUARED_EUCLIDEAN * 4 + 1: OTK_FUSED(STEP, OTK_SQUARED_EUCLIDEAN, 1) break; \
    case OTK_SQUARED_EUCLIDEAN * 4 + 2: OTK_FUSED(STEP, OTK_SQUARED_EUCLIDEAN, 2) break; \
    case OTK_SQUARED_EUCLIDEAN * 4 + 3: OTK_FUSED(STEP, OTK_SQUARED_EUCLIDEAN, 3) break; \
    case OTK_EUCLIDEAN * 4 + 2: OTK_FUSED(STEP, OTK_EUCLIDEAN, 2) break;              \
    case OTK_EUCLIDEAN * 4 + 3: OTK_FUSED(STEP, OTK_EUCLIDEAN, 3) break;              \
    case OTK_MANHATTAN * 4 + 1: OTK_FUSED(STEP, OTK_MANHATTAN, 1) break;              \
    case OTK_STORED * 4:                                                              \
      for (long begin = 0; begin < columns; begin += OTK_TILE) {                      \
        long end = begin + OTK_TILE < columns ? begin + OTK_TILE : columns, i = 0;    \
        for (; i + 4 <= rows; i += 4) STEP(OTK_STORED, 0, 4, pairs, i, begin, end);   \
        for (; i < rows; i++) STEP(OTK_STORED, 0, 1, pairs, i, begin, end);           \
      }                                                                               \
      break;                                                                          \
    default:                                                                          \
      for (; column < columns; column += OTK_BLOCK) {                                 \
        OTK_REAL costs[OTK_BLOCK * OTK_BLOCK];                                        \
        long step = pairs->dimension > OTK_CHUNK ? rows : 4;                          \
        for (row = 0; row < rows; row += step) {                                      \
          OTK_NAME(fill)(pairs, row, step, column, costs);                            \
          OTK_NAME(pairs) part = *pairs;                                              \
          part.costs = costs;                                                         \
          part.cost_stride = OTK_BLOCK;                                               \
          part.row_shift += row;                                                      \
          part.row_points += row;                                                     \
          part.column_shift += column;                                                \
          part.column_points += column * part.dimension;                              \
          if (part.column_weights) part.column_weights += column;                     \
          for (long i = 0; i < step; i += 4)                                          \
            STEP(OTK_STORED, 0, 4, &part, i, 0, OTK_BLOCK);                           \
        }                                                                             \
      }                                                                               \
  }
#define OTK_FUSED(STEP, METRIC, DIMENSION)                                            \
  for (long begin = 0; begin < columns; begin += OTK_TILE) {                          \
    long end = begin + OTK_TILE < columns ? begin + OTK_TILE : columns;               \
    for (long i = 0; i < rows; i += 4) STEP(METRIC, DIMENSION, 4, pairs, i, begin, end); \
  }

OTK_INLINE int OTK_NAME(form)(const OTK_NAME(pairs) *pairs) {
  if (pairs->metric == OTK_STORED) return OTK_STORED * 4;
  return pairs->dimension < 4 ? pairs->metric * 4 + (int)pairs->dimension : -1;
}

OTK_INLINE void OTK_NAME(row_group_sums)(
    int metric, long dimension, int group, int weighted, const OTK_NAME(pairs) *pairs, long i,
    long begin, long end, double *sums, double *weighted_sums) {
  OTK_V sum[4] = {0}, weighted_sum[4] = {0};
  for (long j = begin; j < end; j += OTK_WIDTH) {
    OTK_V cost[4], entry[4], column_shift = OTK_NAME(vload)(pairs->column_shift + j);
    OTK_NAME(pair_costs)(metric, dimension, group, pairs, i, j, cost);
    OTK_NAME(entries)(group, pairs, i, column_shift, cost, entry);
    OTK_UNROLL for (int r = 0; r < group; r++) {
      if (weighted) {
        OTK_V term = entry[r] * OTK_NAME(vload)(pairs->column_weights + j);
        sum[r] += __builtin_elementwise_abs(term);
        weighted_sum[r] += term;
      } else {
        sum[r] += entry[r];
      }
    }
  }
  for (int r = 0; r < group; r++) {
    sums[i + r] += OTK_NAME(total)(sum[r]);
    if (weighted) weighted_sums[i + r] += OTK_NAME(total)(weighted_sum[r]);
  }
}

OTK_TARGET static void OTK_NAME(gibbs_sums)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *sums) {
#define OTK_STEP(METRIC, DIMENSION, GROUP, PAIRS, I, BEGIN, END) \
  OTK_NAME(row_group_sums)(METRIC, DIMENSION, GROUP, 0, PAIRS, I, BEGIN, END, sums + row, 0)
  OTK_FOR_ALL(OTK_STEP)
#undef OTK_STEP
}

#ifndef OTK_SINGLE

OTK_TARGET static void OTK_NAME(gibbs_weighted_sums)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *sums, double *weighted_sums) {
#define OTK_STEP(METRIC, DIMENSION, GROUP, PAIRS, I, BEGIN, END) \
  OTK_NAME(row_group_sums)                                       \
  (METRIC, DIMENSION, GROUP, 1, PAIRS, I, BEGIN, END, sums + row, weighted_sums + row)
  OTK_FOR_ALL(OTK_STEP)
#undef OTK_STEP
}

// Adds the entries of a group of rows to their sums, and entries times differences of points to `displacements`: a block of
// entries at a time, which stays in the first-level cache while the coordinates pass.
OTK_INLINE void OTK_NAME(row_group_displacements)(
    int metric, long dimension, int group, const OTK_NAME(pairs) *pairs, long i, long begin,
    long end, double *sums, double *displacements) {
  OTK_V sum[4] = {0};
  for (long j = begin; j < end; j += OTK_BLOCK) {
    OTK_REAL block[4 * OTK_BLOCK];
    for (long c = 0; c < OTK_BLOCK; c += OTK_WIDTH) {
      OTK_V cost[4], entry[4], column_shift = OTK_NAME(vload)(pairs->column_shift + j + c);
      OTK_NAME(pair_costs)(metric, dimension, group, pairs, i, j + c, cost);
      OTK_NAME(entries)(group, pairs, i, column_shift, cost, entry);
      OTK_UNROLL for (int r = 0; r < group; r++) {
        sum[r] += entry[r];
        OTK_NAME(vstore)(block + r * OTK_BLOCK + c, entry[r]);
      }
    }
    const OTK_REAL *column = OTK_NAME(column)(pairs, pairs->dimension, j);
    for (long k = 0; k < pairs->dimension; k++) {
      const OTK_REAL *x = pairs->row_points + k * OTK_BLOCK + i;
      OTK_V moment[4] = {0};
      for (long c = 0; c < OTK_BLOCK; c += OTK_WIDTH) {
        OTK_V y = OTK_NAME(vload)(column + k * OTK_BLOCK + c);
        OTK_UNROLL for (int r = 0; r < group; r++)
          moment[r] += OTK_NAME(vload)(block + r * OTK_BLOCK + c) * (y - x[r]);
      }
      for (int r = 0; r < group; r++)
        displacements[k * OTK_BLOCK + i + r] += OTK_NAME(total)(moment[r]);
    }
  }
  for (int r = 0; r < group; r++) sums[i + r] += OTK_NAME(total)(sum[r]);
}

OTK_TARGET static void OTK_NAME(gibbs_displacements)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *sums, double *displacements) {
#define OTK_STEP(METRIC, DIMENSION, GROUP, PAIRS, I, BEGIN, END) \
  OTK_NAME(row_group_displacements)                              \
  (METRIC, DIMENSION, GROUP, PAIRS, I, BEGIN, END, sums + row, displacements + row)
  OTK_FOR_ALL(OTK_STEP)
#undef OTK_STEP
}

// Adds the entries of a group of rows to row sums, column sums, and their costs to `costs`.
OTK_INLINE void OTK_NAME(row_group_marginals)(
    int metric, long dimension, int group, const OTK_NAME(pairs) *pairs, long i, long begin,
    long end, double *sums, double *column_sums, double *costs) {
  OTK_V sum[4] = {0}, row_cost[4] = {0};
  for (long j = begin; j < end; j += OTK_WIDTH) {
    OTK_V cost[4], entry[4], column_shift = OTK_NAME(vload)(pairs->column_shift + j);
    OTK_V column = {0};
    OTK_NAME(pair_costs)(metric, dimension, group, pairs, i, j, cost);
    OTK_NAME(entries)(group, pairs, i, column_shift, cost, entry);
    OTK_UNROLL for (int r = 0; r < group; r++) {
      sum[r] += entry[r];
      column += entry[r];
      row_cost[r] += entry[r] * cost[r];
    }
    OTK_NAME(vstore)(column_sums + j, OTK_NAME(vload)(column_sums + j) + column);
  }
  for (int r = 0; r < group; r++) {
    sums[i + r] += OTK_NAME(total)(sum[r]);
    costs[i + r] += OTK_NAME(total)(row_cost[r]);
  }
}

OTK_TARGET static void OTK_NAME(gibbs_marginals)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *sums, double *column_sums,
    double *costs_of_rows) {
#define OTK_STEP(METRIC, DIMENSION, GROUP, PAIRS, I, BEGIN, END)                          \
  OTK_NAME(row_group_marginals)                                                           \
  (METRIC, DIMENSION, GROUP, PAIRS, I, BEGIN, END, sums + row, column_sums + column, \
   costs_of_rows + row)
  OTK_FOR_ALL(OTK_STEP)
#undef OTK_STEP
}

OTK_INLINE void OTK_NAME(row_group_column_sums)(
    int group, const OTK_NAME(pairs) *pairs, long i, long begin, long end,
    const double *row_weights, double *column_sums) {
  for (long j = begin; j < end; j += OTK_WIDTH) {
    OTK_V cost[4], entry[4], column_shift = OTK_NAME(vload)(pairs->column_shift + j);
    OTK_V column = {0};
    OTK_NAME(pair_costs)(OTK_STORED, 0, group, pairs, i, j, cost);
    OTK_NAME(entries)(group, pairs, i, column_shift, cost, entry);
    OTK_UNROLL for (int r = 0; r < group; r++) column += row_weights[i + r] * entry[r];
    OTK_NAME(vstore)(column_sums + j, OTK_NAME(vload)(column_sums + j) + column);
  }
}

// Stored costs only: where costs are computed, columns are the rows of the exchanged pairs.
OTK_TARGET static void OTK_NAME(gibbs_column_sums)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, const double *row_weights,
    double *column_sums) {
  long i = 0;
  for (; i + 4 <= rows; i += 4)
    OTK_NAME(row_group_column_sums)(4, pairs, i, 0, columns, row_weights, column_sums);
  for (; i < rows; i++)
    OTK_NAME(row_group_column_sums)(1, pairs, i, 0, columns, row_weights, column_sums);
}

OTK_INLINE void OTK_NAME(row_group_entries)(
    int metric, long dimension, int group, const OTK_NAME(pairs) *pairs, long i, long begin,
    long end, long stride, double *entries) {
  for (long j = begin; j < end; j += OTK_WIDTH) {
    OTK_V cost[4], entry[4], column_shift = OTK_NAME(vload)(pairs->column_shift + j);
    OTK_NAME(pair_costs)(metric, dimension, group, pairs, i, j, cost);
    OTK_NAME(entries)(group, pairs, i, column_shift, cost, entry);
    OTK_UNROLL for (int r = 0; r < group; r++)
      OTK_NAME(vstore)(entries + (i + r) * stride + j, entry[r]);
  }
}

OTK_TARGET static void OTK_NAME(gibbs_entries)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *entries) {
#define OTK_STEP(METRIC, DIMENSION, GROUP, PAIRS, I, BEGIN, END) \
  OTK_NAME(row_group_entries)                                    \
  (METRIC, DIMENSION, GROUP, PAIRS, I, BEGIN, END, columns, entries + row * columns + column)
  OTK_FOR_ALL(OTK_STEP)
#undef OTK_STEP
}

OTK_INLINE void OTK_NAME(row_group_minima)(
    int metric, long dimension, int group, const OTK_NAME(pairs) *pairs, long i, long begin,
    long end, double *minima) {
  OTK_V least[4];
  OTK_UNROLL for (int r = 0; r < group; r++) least[r] = OTK_NAME(spread)(minima[i + r]);
  for (long j = begin; j < end; j += OTK_WIDTH) {
    OTK_V cost[4], column_shift = OTK_NAME(vload)(pairs->column_shift + j);
    OTK_NAME(pair_costs)(metric, dimension, group, pairs, i, j, cost);
    OTK_UNROLL for (int r = 0; r < group; r++) {
      OTK_V reduced = cost[r] - column_shift;
      least[r] = OTK_NAME(choose)(reduced < least[r], reduced, least[r]);
    }
  }
  for (int r = 0; r < group; r++)
    for (long lane = 0; lane < OTK_WIDTH; lane++)
      if (least[r][lane] < minima[i + r]) minima[i + r] = least[r][lane];
}

OTK_TARGET static void OTK_NAME(gibbs_minima)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *minima) {
#define OTK_STEP(METRIC, DIMENSION, GROUP, PAIRS, I, BEGIN, END) \
  OTK_NAME(row_group_minima)(METRIC, DIMENSION, GROUP, PAIRS, I, BEGIN, END, minima + row)
  OTK_FOR_ALL(OTK_STEP)
#undef OTK_STEP
}

// max over j of shift[j] + direction . (y_j - center), y_j the points of a block.
OTK_TARGET static double OTK_NAME(support)(
    const double *points, long dimension, const double *shift, const double *direction,
    const double *center) {
  OTK_V most = OTK_NAME(spread)(-INFINITY);
  for (long j = 0; j < OTK_BLOCK; j += OTK_WIDTH) {
    OTK_V value = OTK_NAME(vload)(shift + j);
    for (long k = 0; k < dimension; k++)
      value += direction[k] * (OTK_NAME(vload)(points + k * OTK_BLOCK + j) - center[k]);
    most = OTK_NAME(choose)(value > most, value, most);
  }
  double result = -INFINITY;
  for (long lane = 0; lane < OTK_WIDTH; lane++)
    if (most[lane] > result) result = most[lane];
  return result;
}

#endif

#undef OTK_V
#undef OTK_I
#undef OTK_WIDTH
#undef OTK_INLINE
#undef OTK_UNROLL
#undef OTK_LEAST
#undef OTK_MOST
#undef OTK_ROUNDING
#undef OTK_DIGITS
#undef OTK_COEFFICIENTS
#undef OTK_DEGREE
#undef OTK_TILE
#undef OTK_CHUNK
#undef OTK_FOR_ALL
#undef OTK_FUSED
