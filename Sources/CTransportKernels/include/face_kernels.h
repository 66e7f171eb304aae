// Loops over the faces between the cells of a grid, for flows of a density in time.
//
// A slab is the grid at one time. Along an axis its cells are indexed (block * extent + j) * stride + t, j the place
// along the axis. Face (block, j, t) lies between the cells of places j and j + 1, and is stored at the index of
// the former; the last face of each line joins the last cell with the first where the axis is periodic, and is a wall
// otherwise: what is stored there is zero and stays zero.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  long blocks;
  long extent;
  long stride;
  int periodic;
  // 1 / distance of neighbouring cell centres.
  double inverse_step;
} otk_axis_faces;

// One instruction set's loops.
typedef struct {
  // The projections (a, b) of points (x, y) onto the parabola's inside { a + b^2 / 2 <= 0 }.
  void (*parabola)(long count, const double *x, const double *y, double *a, double *b);
  // For each face, (u_r, u_m) = projection of gamma (v_r, v_m) onto the parabola, over gamma, then the reflections
  // p = v - 2 u, and summed into cells: flow += divergence of p_m, and
  // share += half the sum over the cell's faces of p_r - mean of `density` over the face's two cells.
  // `work` holds two slabs.
  void (*reflect)(
      const otk_axis_faces *axis, double gamma, const double *v_r, const double *v_m,
      const double *density, double *u_r, double *u_m, double *flow, double *share, double *work);
  // v_m += relaxation (gradient of potential - u_m), v_r += relaxation (mean of density - (v_r - u_r)).
  void (*update)(
      const otk_axis_faces *axis, double relaxation, const double *potential, const double *density,
      const double *u_r, const double *u_m, double *v_r, double *v_m);
  // flow += divergence of momentum.
  void (*divergence)(const otk_axis_faces *axis, const double *momentum, double *flow);
  // momentum += gradient of potential.
  void (*gradient)(const otk_axis_faces *axis, const double *potential, double *momentum);
  // means += mean of density over the face's two cells.
  void (*means)(const otk_axis_faces *axis, const double *density, double *means);
  // energy += half the sum over the cell's two faces of the gradient squared, over two.
  void (*slope_energy)(const otk_axis_faces *axis, const double *potential, double *energy);
  // sum over faces of momentum^2 / (2 mean of density); infinite where momentum passes a face of no density.
  double (*action)(const otk_axis_faces *axis, const double *density, const double *momentum);
} otk_face_kernels;

// The loops of an instruction set of `otk_best_level`; levels above the best are lowered to it.
const otk_face_kernels *otk_face_kernels_at(int level);

#ifdef __cplusplus
}
#endif
