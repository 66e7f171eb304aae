// Sums of exponentials along one axis of a grid, for kernels that are products over axes.
//
// A step takes `lines` lines of `columns` logarithms to base two, b, line by line, and returns for every output i of
// every line t
//   out[i * lines + t] = log2 of sum over j of 2^(b[t * columns + j] - scale c_ij),
// so that the axis summed over, last before, is first after: d such steps bring the axes of a grid back into order.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  // Outputs and inputs on each line, and the number of lines.
  long rows;
  long columns;
  long lines;
  // c_ij at costs[i * columns + j], and what brings it to units of log2.
  const double *costs;
  double scale;
  // What multiplies the inputs before, and the outputs after the sum.
  double scale_in;
  double scale_out;
  // Outputs that share a kernel matrix. Within so many rows each column of scale c must vary by at most
  // 1000 - drop, so that nothing that matters over- or underflows.
  long tile;
  // Terms below 2^-drop of the sum may be left out.
  double drop;
  // Whether c_ij - c_ik is monotone in i for all j, k: convex costs of the distance.
  int convex;
  // Whether the costs themselves are averaged too (see axis_sums).
  int averages_cost;
} otk_axis;

// The lines and the outputs that one thread works on: groups of eight lines, and tiles.
typedef struct {
  long first_group, last_group;
  long first_tile, last_tile;
} otk_axis_part;

// One instruction set's loops.
typedef struct {
  // The logarithms of the sums. With `means`, each term carries a number a (zero without `carried`), and
  // means[i * lines + t] becomes the average over j of a[t * columns + j], plus scale c_ij if costs are averaged,
  // with weights 2^(b - scale c_ij); zero for an empty line. `work` holds otk_axis_work doubles.
  void (*axis_sums)(
      const otk_axis *axis, const otk_axis_part *part, const double *logs, const double *carried,
      double *out, double *means, double *work);
  // out[i * lines + t] = min over j of c_ij - scale_in b[t * columns + j], for all outputs. `work` holds
  // eight times (columns + 8) doubles.
  void (*axis_minima)(
      const otk_axis *axis, long first_group, long last_group, const double *b, double *out,
      double *work);
} otk_grid_kernels;

// The number of doubles that a part needs as work space.
long otk_axis_work(const otk_axis *axis, const otk_axis_part *part, int with_means);

// The loops of an instruction set of `otk_best_level`; levels above the best are lowered to it.
const otk_grid_kernels *otk_grid_kernels_at(int level);

#ifdef __cplusplus
}
#endif
