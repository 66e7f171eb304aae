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

// Costs from rows i..i+group-1 to one register of columns from j. `metric`, `dimension` and `group` are constants
// wherever this is inlined with literals, so the branches vanish.
OTK_INLINE void OTK_NAME(pair_costs)(
    int metric, long dimension, int group, const OTK_NAME(pairs) *pairs, long i, long j, OTK_V *cost) {
  if (metric == OTK_STORED) {
    OTK_UNROLL for (int r = 0; r < group; r++)
      cost[r] = OTK_NAME(vload)(pairs->costs + (i + r) * pairs->cost_stride + j);
    return;
  }
  OTK_UNROLL for (int r = 0; r < group; r++) cost[r] = (OTK_V){0};
  for (long k = 0; k < dimension; k++) {
    const OTK_REAL *x = pairs->row_points + k * pairs->row_stride + i;
    OTK_V y = OTK_NAME(vload)(pairs->column_points + k * pairs->column_stride + j);
    OTK_UNROLL for (int r = 0; r < group; r++) {
      OTK_V difference = x[r] - y;
      switch (metric) {
        case OTK_MANHATTAN: cost[r] += __builtin_elementwise_abs(difference); break;
        case OTK_CHEBYSHEV: {
          OTK_V length = __builtin_elementwise_abs(difference);
          cost[r] = OTK_NAME(choose)(length > cost[r], length, cost[r]);
        } break;
        default: cost[r] += difference * difference;
      }
    }
  }
  OTK_UNROLL for (int r = 0; r < group; r++) {
    if (metric == OTK_EUCLIDEAN) cost[r] = __builtin_elementwise_sqrt(cost[r]) * pairs->factor;
#ifndef OTK_SINGLE
    if (metric == OTK_HALF_POWER) {
      OTK_V length = __builtin_elementwise_sqrt(cost[r]);
      int halves = pairs->halves;
      OTK_V power = halves & 1 ? __builtin_elementwise_sqrt(length) : length;
      for (halves -= halves & 1 ? 1 : 2; halves >= 2; halves -= 2) power *= length;
      cost[r] = power * pairs->factor;
    }
    if (metric == OTK_POWER) {
      for (long lane = 0; lane < OTK_WIDTH; lane++)
        cost[r][lane] = pow(sqrt(cost[r][lane]), pairs->exponent) * pairs->factor;
    }
#endif
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

// Calls STEP(first row, group) for rows in groups of four; single rows remain only with stored costs, since points
// come padded to whole groups.
#define OTK_BY_GROUPS(METRIC, STEP)                                   \
  long i = 0;                                                         \
  for (; i + (METRIC == OTK_STORED ? 4 : 1) <= rows; i += 4) STEP(4); \
  if (METRIC == OTK_STORED)                                           \
    for (; i < rows; i++) STEP(1);

OTK_INLINE void OTK_NAME(row_group_sums)(
    int metric, long dimension, int group, int weighted, const OTK_NAME(pairs) *pairs, long i,
    long begin, long end, double *sums, double *weighted_sums) {
  OTK_V sum[4] = {0}, weighted_sum[4] = {0};
  for (long j = begin; j < end; j += OTK_WIDTH) {
    OTK_V cost[4], entry[4], column_shift = OTK_NAME(vload)(pairs->column_shift + j);
    OTK_NAME(pair_costs)(metric, dimension, group, pairs, i, j, cost);
    OTK_NAME(entries)(group, pairs, i, column_shift, cost, entry);
    OTK_UNROLL for (int r = 0; r < group; r++) {
      sum[r] += entry[r];
      if (weighted) weighted_sum[r] += entry[r] * OTK_NAME(vload)(pairs->column_weights + j);
    }
  }
  for (int r = 0; r < group; r++) {
    sums[i + r] += OTK_NAME(total)(sum[r]);
    if (weighted) weighted_sums[i + r] += OTK_NAME(total)(weighted_sum[r]);
  }
}

OTK_INLINE void OTK_NAME(block_sums)(
    int metric, long dimension, int weighted, const OTK_NAME(pairs) *pairs, long rows, long columns,
    double *sums, double *weighted_sums) {
  for (long begin = 0; begin < columns; begin += OTK_TILE) {
    long end = begin + OTK_TILE < columns ? begin + OTK_TILE : columns;
#define OTK_STEP(GROUP)                                                                      \
  OTK_NAME(row_group_sums)                                                                   \
  (metric, dimension, GROUP, weighted, pairs, i, begin, end, sums, weighted_sums)
    OTK_BY_GROUPS(metric, OTK_STEP)
#undef OTK_STEP
  }
}

#ifdef OTK_SINGLE

#define OTK_PAIR_METRICS(CALL)                                      \
  switch (pairs->metric) {                                          \
    case OTK_SQUARED_EUCLIDEAN:                                     \
      switch (pairs->dimension) {                                   \
        case 1: CALL(OTK_SQUARED_EUCLIDEAN, 1); break;              \
        case 2: CALL(OTK_SQUARED_EUCLIDEAN, 2); break;              \
        case 3: CALL(OTK_SQUARED_EUCLIDEAN, 3); break;              \
        default: CALL(OTK_SQUARED_EUCLIDEAN, pairs->dimension);     \
      }                                                             \
      break;                                                        \
    case OTK_EUCLIDEAN: CALL(OTK_EUCLIDEAN, pairs->dimension); break; \
    case OTK_MANHATTAN: CALL(OTK_MANHATTAN, pairs->dimension); break; \
    case OTK_CHEBYSHEV: CALL(OTK_CHEBYSHEV, pairs->dimension); break; \
    default: CALL(OTK_STORED, 0);                                   \
  }

#else

#define OTK_PAIR_METRICS(CALL)                                          \
  switch (pairs->metric) {                                              \
    case OTK_SQUARED_EUCLIDEAN:                                         \
      switch (pairs->dimension) {                                       \
        case 1: CALL(OTK_SQUARED_EUCLIDEAN, 1); break;                  \
        case 2: CALL(OTK_SQUARED_EUCLIDEAN, 2); break;                  \
        case 3: CALL(OTK_SQUARED_EUCLIDEAN, 3); break;                  \
        default: CALL(OTK_SQUARED_EUCLIDEAN, pairs->dimension);         \
      }                                                                 \
      break;                                                            \
    case OTK_EUCLIDEAN:                                                 \
      switch (pairs->dimension) {                                       \
        case 2: CALL(OTK_EUCLIDEAN, 2); break;                          \
        case 3: CALL(OTK_EUCLIDEAN, 3); break;                          \
        default: CALL(OTK_EUCLIDEAN, pairs->dimension);                 \
      }                                                                 \
      break;                                                            \
    case OTK_MANHATTAN:                                                 \
      switch (pairs->dimension) {                                       \
        case 1: CALL(OTK_MANHATTAN, 1); break;                          \
        default: CALL(OTK_MANHATTAN, pairs->dimension);                 \
      }                                                                 \
      break;                                                            \
    case OTK_CHEBYSHEV: CALL(OTK_CHEBYSHEV, pairs->dimension); break;   \
    case OTK_HALF_POWER: CALL(OTK_HALF_POWER, pairs->dimension); break; \
    case OTK_POWER: CALL(OTK_POWER, pairs->dimension); break;           \
    default: CALL(OTK_STORED, 0);                                       \
  }

#endif

OTK_TARGET static void OTK_NAME(gibbs_sums)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *sums) {
#define OTK_CALL(METRIC, DIMENSION) \
  OTK_NAME(block_sums)(METRIC, DIMENSION, 0, pairs, rows, columns, sums, 0)
  OTK_PAIR_METRICS(OTK_CALL)
#undef OTK_CALL
}

#ifndef OTK_SINGLE

OTK_TARGET static void OTK_NAME(gibbs_weighted_sums)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *sums, double *weighted_sums) {
#define OTK_CALL(METRIC, DIMENSION) \
  OTK_NAME(block_sums)(METRIC, DIMENSION, 1, pairs, rows, columns, sums, weighted_sums)
  OTK_PAIR_METRICS(OTK_CALL)
#undef OTK_CALL
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

OTK_INLINE void OTK_NAME(block_marginals)(
    int metric, long dimension, const OTK_NAME(pairs) *pairs, long rows, long columns, double *sums,
    double *column_sums, double *costs) {
  for (long begin = 0; begin < columns; begin += OTK_TILE) {
    long end = begin + OTK_TILE < columns ? begin + OTK_TILE : columns;
#define OTK_STEP(GROUP)   \
  OTK_NAME(row_group_marginals) \
  (metric, dimension, GROUP, pairs, i, begin, end, sums, column_sums, costs)
    OTK_BY_GROUPS(metric, OTK_STEP)
#undef OTK_STEP
  }
}

OTK_TARGET static void OTK_NAME(gibbs_marginals)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *sums, double *column_sums,
    double *costs) {
#define OTK_CALL(METRIC, DIMENSION) \
  OTK_NAME(block_marginals)(METRIC, DIMENSION, pairs, rows, columns, sums, column_sums, costs)
  OTK_PAIR_METRICS(OTK_CALL)
#undef OTK_CALL
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
#define OTK_STEP(GROUP) \
  OTK_NAME(row_group_column_sums)(GROUP, pairs, i, 0, columns, row_weights, column_sums)
  OTK_BY_GROUPS(OTK_STORED, OTK_STEP)
#undef OTK_STEP
}

OTK_INLINE void OTK_NAME(row_group_entries)(
    int metric, long dimension, int group, const OTK_NAME(pairs) *pairs, long i, long columns,
    double *entries) {
  for (long j = 0; j < columns; j += OTK_WIDTH) {
    OTK_V cost[4], entry[4], column_shift = OTK_NAME(vload)(pairs->column_shift + j);
    OTK_NAME(pair_costs)(metric, dimension, group, pairs, i, j, cost);
    OTK_NAME(entries)(group, pairs, i, column_shift, cost, entry);
    OTK_UNROLL for (int r = 0; r < group; r++)
      OTK_NAME(vstore)(entries + (i + r) * columns + j, entry[r]);
  }
}

OTK_INLINE void OTK_NAME(block_entries)(
    int metric, long dimension, const OTK_NAME(pairs) *pairs, long rows, long columns,
    double *entries) {
#define OTK_STEP(GROUP) \
  OTK_NAME(row_group_entries)(metric, dimension, GROUP, pairs, i, columns, entries)
  OTK_BY_GROUPS(metric, OTK_STEP)
#undef OTK_STEP
}

OTK_TARGET static void OTK_NAME(gibbs_entries)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *entries) {
#define OTK_CALL(METRIC, DIMENSION) \
  OTK_NAME(block_entries)(METRIC, DIMENSION, pairs, rows, columns, entries)
  OTK_PAIR_METRICS(OTK_CALL)
#undef OTK_CALL
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

OTK_INLINE void OTK_NAME(block_minima)(
    int metric, long dimension, const OTK_NAME(pairs) *pairs, long rows, long columns,
    double *minima) {
  for (long begin = 0; begin < columns; begin += OTK_TILE) {
    long end = begin + OTK_TILE < columns ? begin + OTK_TILE : columns;
#define OTK_STEP(GROUP) \
  OTK_NAME(row_group_minima)(metric, dimension, GROUP, pairs, i, begin, end, minima)
    OTK_BY_GROUPS(metric, OTK_STEP)
#undef OTK_STEP
  }
}

OTK_TARGET static void OTK_NAME(gibbs_minima)(
    const OTK_NAME(pairs) *pairs, long rows, long columns, double *minima) {
#define OTK_CALL(METRIC, DIMENSION) \
  OTK_NAME(block_minima)(METRIC, DIMENSION, pairs, rows, columns, minima)
  OTK_PAIR_METRICS(OTK_CALL)
#undef OTK_CALL
}

// max over j of shift[j] + direction . y_j.
OTK_TARGET static double OTK_NAME(support)(
    const double *points, long stride, long dimension, long count, const double *shift,
    const double *direction) {
  OTK_V most = OTK_NAME(spread)(-INFINITY);
  for (long j = 0; j < count; j += OTK_WIDTH) {
    OTK_V value = OTK_NAME(vload)(shift + j);
    for (long k = 0; k < dimension; k++)
      value += direction[k] * OTK_NAME(vload)(points + k * stride + j);
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
#undef OTK_BY_GROUPS
#undef OTK_PAIR_METRICS
