// The inner loops over pairs of points: ground costs from one point to a whole cloud, shifted by a
// potential, and their minima. Each loop exists once for each instruction set, in a table chosen at
// run time. All are pure functions of their arguments; buffers must not overlap.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum {
  OTK_SQUARED_EUCLIDEAN = 0,
  OTK_EUCLIDEAN = 1,
  OTK_MANHATTAN = 2,
  OTK_CHEBYSHEV = 3,
  OTK_POWER = 4,
  // |x - y|^(halves / 2), by square roots and products instead of pow.
  OTK_HALF_POWER = 5,
  // Costs that are read instead of computed.
  OTK_STORED = 6
};

// A cloud by coordinates: coordinate k of point j stands at coordinates[k * count + j].
typedef struct {
  int metric;
  double exponent;
  int halves;
  // Multiplies the costs of the last two metrics and of the Euclidean one: points far from unit size
  // are scaled before they are squared.
  double factor;
  long dimension;
  long count;
  const double *coordinates;
} otk_cloud;

typedef struct {
  double value;
  long index;
} otk_minimum;

// Points in a block.
enum { OTK_BLOCK = 64 };

// All pairs of at most one block of rows and some columns, and the entries exp2((row_shift + column_shift - cost) *
// rate). Points stand in blocks, each coordinate by coordinate: coordinate k of row i at row_points[k *
// OTK_BLOCK + i], and the next block of columns OTK_BLOCK * dimension numbers on.
//
// Columns come in whole blocks and rows, where costs are not stored, in multiples of four; what fills them up has shift
// -infinity and any finite point. An entry is 0 where a shift is -infinity or a cost infinite, or below
// 2^-1023 (2^-127 in float), and never more than 2^1000 (2^100), so that there is no NaN.
#define OTK_PAIRS(REAL)                                       \
  {                                                           \
    int metric, halves;                                       \
    REAL exponent, factor, rate;                              \
    long dimension;                                           \
    const REAL *row_points, *column_points;                   \
    const REAL *costs;                                        \
    long cost_stride;                                         \
    const REAL *row_shift, *column_shift, *column_weights;    \
  }
typedef struct OTK_PAIRS(double) otk_pairs;
// Coordinates and shifts scaled so that the rate is one; `rate` is not read.
typedef struct OTK_PAIRS(float) otk_single_pairs;
#undef OTK_PAIRS

// One instruction set's loops.
typedef struct {
  // c(point, y_j).
  double (*cost)(const otk_cloud *cloud, const double *point, long j);
  // out[j] = c(point, y_j) - shift[j] for all j.
  void (*reduced_costs)(
      const otk_cloud *cloud, const double *point, const double *shift, double *out);
  // min over j of c(point, y_j) - shift[j], and the least j that attains it.
  otk_minimum (*reduced_cost_minimum)(
      const otk_cloud *cloud, const double *point, const double *shift);
  // min over j of costs[j] - shift[j], and the least j that attains it.
  otk_minimum (*difference_minimum)(const double *costs, const double *shift, long count);
  // running[j] = min(running[j], costs[j] - shift).
  void (*update_minimum)(double *running, const double *costs, double shift, long count);

  // sums[i] += sum over j of the entries of row i.
  void (*gibbs_sums)(const otk_pairs *pairs, long rows, long columns, double *sums);
  void (*gibbs_single_sums)(const otk_single_pairs *pairs, long rows, long columns, double *sums);
  // weighted_sums[i] += sum over j of entry times column_weights[j], and sums[i] += the sum of the absolute values.
  void (*gibbs_weighted_sums)(
      const otk_pairs *pairs, long rows, long columns, double *sums, double *weighted_sums);
  // sums[i] += sum over j of the entries of row i, and displacements[k * OTK_BLOCK + i] += sum over j of entry times
  // coordinate k of column j less that of row i; not for stored costs.
  void (*gibbs_displacements)(
      const otk_pairs *pairs, long rows, long columns, double *sums, double *displacements);
  // Adds the entries to row sums and column sums, and entries times costs to costs[i].
  void (*gibbs_marginals)(
      const otk_pairs *pairs, long rows, long columns, double *sums, double *column_sums,
      double *costs);
  // column_sums[j] += sum over i of row_weights[i] times entry; stored costs only.
  void (*gibbs_column_sums)(
      const otk_pairs *pairs, long rows, long columns, const double *row_weights,
      double *column_sums);
  // entries[i * columns + j] = the entry.
  void (*gibbs_entries)(const otk_pairs *pairs, long rows, long columns, double *entries);
  // minima[i] = min(minima[i], min over j of cost - column_shift[j]).
  void (*gibbs_minima)(const otk_pairs *pairs, long rows, long columns, double *minima);
  // max over j of shift[j] + direction . (y_j - center), y_j the points of a block.
  double (*support)(
      const double *points, long dimension, const double *shift, const double *direction,
      const double *center);
} otk_kernels;

// Instruction sets, from portable upwards.
enum { OTK_PORTABLE = 0, OTK_AVX2 = 1, OTK_AVX512 = 2 };

// The best instruction set of this processor.
int otk_best_level(void);

// The loops of an instruction set; levels above the best are lowered to it.
const otk_kernels *otk_kernels_at(int level);

#ifdef __cplusplus
}
#endif
