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
  OTK_HALF_POWER = 5
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
