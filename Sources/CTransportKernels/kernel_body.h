// The loops themselves, in vectors of eight doubles that each instruction set cuts to its own width.
// Included once for each instruction set, with OTK_TARGET (a function attribute) and OTK_NAME(x).

#define OTK_INLINE static inline __attribute__((always_inline)) OTK_TARGET

OTK_INLINE void OTK_NAME(load)(v8d *out, const double *from) { __builtin_memcpy(out, from, 64); }

// From sums over coordinates to costs.
OTK_INLINE void OTK_NAME(finish)(int metric, const otk_cloud *cloud, long lanes, v8d *value) {
  if (metric == OTK_EUCLIDEAN) *value = __builtin_elementwise_sqrt(*value) * cloud->factor;
  if (metric == OTK_POWER) {
    v8d length = __builtin_elementwise_sqrt(*value);
    for (long lane = 0; lane < lanes; lane++)
      (*value)[lane] = pow(length[lane], cloud->exponent) * cloud->factor;
  }
  if (metric == OTK_HALF_POWER) {
    v8d length = __builtin_elementwise_sqrt(*value), power = *value;
    int halves = cloud->halves;
    if (halves & 1) {
      power = __builtin_elementwise_sqrt(length);
      for (; halves >= 2; halves -= 2) power *= length;
    } else {
      power = length;
      for (; halves >= 4; halves -= 2) power *= length;
    }
    *value = power * cloud->factor;
  }
}

// Costs from `point` to points j..j+7, whose first coordinates `coordinates` points at. `metric` and `dimension` are
// constants wherever this is inlined with literals, so the branches vanish.
OTK_INLINE void OTK_NAME(costs8)(
    int metric, const otk_cloud *cloud, long dimension, const double *point,
    const double *coordinates, v8d *out) {
  v8d sum = {0};
  for (long k = 0; k < dimension; k++) {
    v8d difference;
    OTK_NAME(load)(&difference, coordinates + k * cloud->count);
    difference = point[k] - difference;
    switch (metric) {
      case OTK_MANHATTAN: sum += __builtin_elementwise_abs(difference); break;
      case OTK_CHEBYSHEV:
        sum = __builtin_elementwise_max(sum, __builtin_elementwise_abs(difference));
        break;
      default: sum += difference * difference;
    }
  }
  OTK_NAME(finish)(metric, cloud, 8, &sum);
  *out = sum;
}

// The last `rest` < 8 points, through a padded copy so that every lane has the same arithmetic.
OTK_INLINE void OTK_NAME(costs_tail)(
    int metric, const otk_cloud *cloud, long dimension, const double *point,
    const double *coordinates, long rest, v8d *out) {
  v8d sum = {0};
  for (long k = 0; k < dimension; k++) {
    v8d difference = {0};
    __builtin_memcpy(&difference, coordinates + k * cloud->count, (unsigned long)rest * sizeof(double));
    difference = point[k] - difference;
    switch (metric) {
      case OTK_MANHATTAN: sum += __builtin_elementwise_abs(difference); break;
      case OTK_CHEBYSHEV:
        sum = __builtin_elementwise_max(sum, __builtin_elementwise_abs(difference));
        break;
      default: sum += difference * difference;
    }
  }
  OTK_NAME(finish)(metric, cloud, rest, &sum);
  *out = sum;
}

// Runs STATEMENT with `metric` and `dimension` as constants for the cases that matter.
#define OTK_DIMENSIONS(METRIC, CALL)            \
  switch (cloud->dimension) {                   \
    case 1: { CALL(METRIC, 1) } break;          \
    case 2: { CALL(METRIC, 2) } break;          \
    case 3: { CALL(METRIC, 3) } break;          \
    default: { CALL(METRIC, cloud->dimension) } \
  }
#define OTK_SPECIALISE(CALL)                                                    \
  switch (cloud->metric) {                                                      \
    case OTK_SQUARED_EUCLIDEAN: OTK_DIMENSIONS(OTK_SQUARED_EUCLIDEAN, CALL) break; \
    case OTK_EUCLIDEAN: OTK_DIMENSIONS(OTK_EUCLIDEAN, CALL) break;              \
    case OTK_MANHATTAN: OTK_DIMENSIONS(OTK_MANHATTAN, CALL) break;              \
    case OTK_CHEBYSHEV: OTK_DIMENSIONS(OTK_CHEBYSHEV, CALL) break;              \
    case OTK_HALF_POWER: OTK_DIMENSIONS(OTK_HALF_POWER, CALL) break;            \
    default: OTK_DIMENSIONS(OTK_POWER, CALL)                                    \
  }

OTK_INLINE void OTK_NAME(fill_row)(
    int metric, long dimension, const otk_cloud *cloud, const double *point, const double *shift,
    double *out) {
  const long n = cloud->count;
  long j = 0;
  for (; j + 8 <= n; j += 8) {
    v8d cost, potential;
    OTK_NAME(costs8)
    (metric, cloud, dimension, point, cloud->coordinates + j, &cost);
    OTK_NAME(load)(&potential, shift + j);
    cost -= potential;
    __builtin_memcpy(out + j, &cost, 64);
  }
  if (j < n) {
    v8d cost;
    OTK_NAME(costs_tail)
    (metric, cloud, dimension, point, cloud->coordinates + j, n - j, &cost);
    for (long lane = 0; j + lane < n; lane++) out[j + lane] = cost[lane] - shift[j + lane];
  }
}

// The least value and the least index among eight running minima.
OTK_INLINE otk_minimum OTK_NAME(reduce)(const v8d *value, const v8i *index) {
  otk_minimum best = {(*value)[0], (*index)[0]};
  for (int lane = 1; lane < 8; lane++)
    if ((*value)[lane] < best.value ||
        ((*value)[lane] == best.value && (*index)[lane] < best.index)) {
      best.value = (*value)[lane];
      best.index = (*index)[lane];
    }
  return best;
}

OTK_INLINE otk_minimum OTK_NAME(row_minimum)(
    int metric, long dimension, const otk_cloud *cloud, const double *point, const double *shift) {
  const long n = cloud->count;
  v8d best = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
  v8i current = {0, 1, 2, 3, 4, 5, 6, 7}, where = current;
  long j = 0;
  for (; j + 8 <= n; j += 8) {
    v8d cost, potential;
    OTK_NAME(costs8)
    (metric, cloud, dimension, point, cloud->coordinates + j, &cost);
    OTK_NAME(load)(&potential, shift + j);
    cost -= potential;
    v8i less = cost < best;
    where = (current & less) | (where & ~less);
    best = __builtin_elementwise_min(cost, best);
    current += 8;
  }
  if (j < n) {
    v8d cost;
    OTK_NAME(costs_tail)
    (metric, cloud, dimension, point, cloud->coordinates + j, n - j, &cost);
    for (long lane = 0; j + lane < n; lane++) {
      double reduced = cost[lane] - shift[j + lane];
      if (reduced < best[lane]) {
        best[lane] = reduced;
        where[lane] = j + lane;
      }
    }
  }
  otk_minimum result = OTK_NAME(reduce)(&best, &where);
  if (result.index >= n) result.index = 0;
  return result;
}

OTK_TARGET static void OTK_NAME(reduced_costs)(
    const otk_cloud *cloud, const double *point, const double *shift, double *out) {
#define OTK_CALL(METRIC, DIMENSION) \
  OTK_NAME(fill_row)(METRIC, DIMENSION, cloud, point, shift, out);
  OTK_SPECIALISE(OTK_CALL)
#undef OTK_CALL
}

OTK_TARGET static otk_minimum OTK_NAME(reduced_cost_minimum)(
    const otk_cloud *cloud, const double *point, const double *shift) {
#define OTK_CALL(METRIC, DIMENSION) \
  return OTK_NAME(row_minimum)(METRIC, DIMENSION, cloud, point, shift);
  OTK_SPECIALISE(OTK_CALL)
#undef OTK_CALL
}

OTK_TARGET static double OTK_NAME(cost)(const otk_cloud *cloud, const double *point, long j) {
  v8d cost;
#define OTK_CALL(METRIC, DIMENSION)                                                    \
  OTK_NAME(costs_tail)                                                                 \
  (METRIC, cloud, DIMENSION, point, cloud->coordinates + j, 1, &cost);
  OTK_SPECIALISE(OTK_CALL)
#undef OTK_CALL
  return cost[0];
}

OTK_TARGET static otk_minimum OTK_NAME(difference_minimum)(
    const double *costs, const double *shift, long n) {
  v8d best = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
  v8i current = {0, 1, 2, 3, 4, 5, 6, 7}, where = current;
  long j = 0;
  for (; j + 8 <= n; j += 8) {
    v8d cost, potential;
    OTK_NAME(load)(&cost, costs + j);
    OTK_NAME(load)(&potential, shift + j);
    cost -= potential;
    v8i less = cost < best;
    where = (current & less) | (where & ~less);
    best = __builtin_elementwise_min(cost, best);
    current += 8;
  }
  for (long lane = 0; j + lane < n; lane++) {
    double reduced = costs[j + lane] - shift[j + lane];
    if (reduced < best[lane]) {
      best[lane] = reduced;
      where[lane] = j + lane;
    }
  }
  otk_minimum result = OTK_NAME(reduce)(&best, &where);
  if (result.index >= n) result.index = 0;
  return result;
}

OTK_TARGET static void OTK_NAME(update_minimum)(
    double *running, const double *costs, double shift, long n) {
  long j = 0;
  for (; j + 8 <= n; j += 8) {
    v8d least, cost;
    OTK_NAME(load)(&least, running + j);
    OTK_NAME(load)(&cost, costs + j);
    least = __builtin_elementwise_min(cost - shift, least);
    __builtin_memcpy(running + j, &least, 64);
  }
  for (; j < n; j++) {
    double reduced = costs[j] - shift;
    if (reduced < running[j]) running[j] = reduced;
  }
}

#undef OTK_DIMENSIONS
#undef OTK_SPECIALISE
#undef OTK_INLINE
