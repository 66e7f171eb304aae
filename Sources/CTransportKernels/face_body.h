// Loops over faces. Included once for each instruction set, with OTK_TARGET (a function attribute) and OTK_NAME(x).
// Plain loops without branches or aliases, which the compiler turns into the instruction set's vectors.

#define OTK_INLINE static inline __attribute__((always_inline)) OTK_TARGET
#define OTK_VECTOR _Pragma("clang loop vectorize(enable) interleave(enable)")

// The projection of (x, y) onto { a + b^2/2 <= 0 }. Outside it is b = y / s, a = -b^2/2 with s the root above 1 of
//   f(s) = s^3 - A s^2 - B,  A = 1 + x, B = y^2/2:
// (x - a, y - b) = (s - 1) (1, b). Both max(A, 0) + cbrt(B) and, where A < -1/2, sqrt(B / -A) lie above the root, within a
// factor of 1.5 at their least; from there Halley's steps cube the error.
OTK_INLINE void OTK_NAME(project)(double x, double y, double *a, double *b) {
  const double A = 1 + x, B = 0.5 * y * y;
  // cbrt(B) to a few per cent: a third of the exponent and of the leading bits of the fraction.
  unsigned long bits;
  memcpy(&bits, &B, 8);
  bits = (((bits >> 32) * 0x55555556UL >> 32) + 715094163UL) << 32;
  double root;
  memcpy(&root, &bits, 8);
  const double flat = __builtin_elementwise_sqrt(B / (A < -0.5 ? -A : 0.5));
  double s = (A > 0 ? A : 0) + root;
  s = A < -0.5 && flat < s ? flat : s;
  s = s > 1 ? s : 1;
  for (int step = 0; step < 4; step++) {
    const double f = s * s * (s - A) - B;
    const double slope = s * (3 * s - 2 * A);
    const double bend = 3 * s - A;
    // Half of f''. A slope that is not positive would lie left of the root's basin, where no start is.
    s -= f * slope / (slope * slope - f * bend);
  }
  s = s > 1 ? s : 1;
  const int inside = x + B <= 0;
  const double slow = inside ? y : y / s;
  *b = slow;
  *a = inside ? x : -0.5 * slow * slow;
}

OTK_TARGET static void OTK_NAME(parabola)(
    long count, const double *restrict x, const double *restrict y, double *restrict a,
    double *restrict b) {
  OTK_VECTOR
  for (long i = 0; i < count; i++) OTK_NAME(project)(x[i], y[i], &a[i], &b[i]);
}

// Faces 0..<count, with the cells `offset` on as their upper neighbours.
OTK_TARGET static void OTK_NAME(reflect_run)(
    long count, long offset, double gamma, const double *restrict v_r, const double *restrict v_m,
    const double *restrict density, double *restrict u_r, double *restrict u_m,
    double *restrict p_r, double *restrict p_m) {
  const double inverse = 1 / gamma;
  OTK_VECTOR
  for (long i = 0; i < count; i++) {
    double a, b;
    OTK_NAME(project)(gamma * v_r[i], gamma * v_m[i], &a, &b);
    u_r[i] = a * inverse;
    u_m[i] = b * inverse;
    p_r[i] = v_r[i] - 2 * u_r[i] - 0.5 * (density[i] + density[i + offset]);
    p_m[i] = v_m[i] - 2 * u_m[i];
  }
}

// Cells 0..<count, with the faces `offset` back as their lower ones.
OTK_TARGET static void OTK_NAME(gather_run)(
    long count, long offset, double inverse_step, const double *restrict p_r,
    const double *restrict p_m, double *restrict flow, double *restrict share) {
  OTK_VECTOR
  for (long i = 0; i < count; i++) {
    flow[i] += inverse_step * (p_m[i] - p_m[i - offset]);
    share[i] += 0.5 * (p_r[i] + p_r[i - offset]);
  }
}

OTK_TARGET static void OTK_NAME(reflect)(
    const otk_axis_faces *axis, double gamma, const double *v_r, const double *v_m,
    const double *density, double *u_r, double *u_m, double *flow, double *share, double *work) {
  const long line = axis->extent * axis->stride, step = axis->stride;
  double *p_r = work, *p_m = work + axis->blocks * line;
  for (long block = 0; block < axis->blocks; block++) {
    const long first = block * line, last = first + line - step;
    OTK_NAME(reflect_run)(
        line - step, step, gamma, v_r + first, v_m + first, density + first, u_r + first,
        u_m + first, p_r + first, p_m + first);
    if (axis->periodic) {
      OTK_NAME(reflect_run)(
          step, first - last, gamma, v_r + last, v_m + last, density + last, u_r + last, u_m + last,
          p_r + last, p_m + last);
    } else {
      memset(p_r + last, 0, step * sizeof(double));
      memset(p_m + last, 0, step * sizeof(double));
    }
    // The wall's zeros stand in for the face below the first cell too.
    OTK_NAME(gather_run)(
        step, first - last, axis->inverse_step, p_r + first, p_m + first, flow + first,
        share + first);
    OTK_NAME(gather_run)(
        line - step, step, axis->inverse_step, p_r + first + step, p_m + first + step,
        flow + first + step, share + first + step);
  }
}

OTK_TARGET static void OTK_NAME(update_run)(
    long count, long offset, double relaxation, double inverse_step,
    const double *restrict potential, const double *restrict density, const double *restrict u_r,
    const double *restrict u_m, double *restrict v_r, double *restrict v_m) {
  OTK_VECTOR
  for (long i = 0; i < count; i++) {
    const double slope = inverse_step * (potential[i + offset] - potential[i]);
    const double mean = 0.5 * (density[i] + density[i + offset]);
    v_m[i] += relaxation * (slope - u_m[i]);
    v_r[i] += relaxation * (mean - (v_r[i] - u_r[i]));
  }
}

OTK_TARGET static void OTK_NAME(gradient_run)(
    long count, long offset, double inverse_step, const double *restrict potential,
    double *restrict momentum) {
  OTK_VECTOR
  for (long i = 0; i < count; i++)
    momentum[i] += inverse_step * (potential[i + offset] - potential[i]);
}

OTK_TARGET static void OTK_NAME(means_run)(
    long count, long offset, const double *restrict density, double *restrict means) {
  OTK_VECTOR
  for (long i = 0; i < count; i++) means[i] += 0.5 * (density[i] + density[i + offset]);
}

// Both cells of each face get half of half its slope squared.
OTK_TARGET static void OTK_NAME(slope_energy_run)(
    long count, long offset, double inverse_step, const double *potential, double *energy) {
  for (long i = 0; i < count; i++) {
    const double slope = inverse_step * (potential[i + offset] - potential[i]);
    const double quarter = 0.25 * slope * slope;
    energy[i] += quarter;
    energy[i + offset] += quarter;
  }
}

OTK_TARGET static double OTK_NAME(action_run)(
    long count, long offset, const double *density, const double *momentum) {
  double sum = 0;
  for (long i = 0; i < count; i++) {
    const double m = momentum[i], twice = density[i] + density[i + offset];
    if (m != 0) sum += twice > 0 ? m * m / twice : INFINITY;
  }
  return sum;
}

// Calls RUN(first face, count, offset of the upper cell) on the faces that are no walls.
#define OTK_FOR_RUNS(axis, RUN)                                                \
  for (long block = 0; block < (axis)->blocks; block++) {                      \
    const long line = (axis)->extent * (axis)->stride, step = (axis)->stride;  \
    const long first = block * line, last = first + line - step;               \
    RUN(first, line - step, step);                                             \
    if ((axis)->periodic) RUN(last, step, first - last);                       \
  }

OTK_TARGET static void OTK_NAME(update)(
    const otk_axis_faces *axis, double relaxation, const double *potential, const double *density,
    const double *u_r, const double *u_m, double *v_r, double *v_m) {
#define OTK_RUN(start, count, offset)                                                          \
  OTK_NAME(update_run)(                                                                        \
      count, offset, relaxation, axis->inverse_step, potential + start, density + start,       \
      u_r + start, u_m + start, v_r + start, v_m + start)
  OTK_FOR_RUNS(axis, OTK_RUN)
#undef OTK_RUN
}

OTK_TARGET static void OTK_NAME(divergence)(
    const otk_axis_faces *axis, const double *restrict momentum, double *restrict flow) {
  const long line = axis->extent * axis->stride, step = axis->stride;
  for (long block = 0; block < axis->blocks; block++) {
    const long first = block * line, last = first + line - step;
    for (long i = first; i < first + step; i++)
      flow[i] += axis->inverse_step * (momentum[i] - momentum[i - first + last]);
    OTK_VECTOR
    for (long i = first + step; i < first + line; i++)
      flow[i] += axis->inverse_step * (momentum[i] - momentum[i - step]);
  }
}

OTK_TARGET static void OTK_NAME(gradient)(
    const otk_axis_faces *axis, const double *potential, double *momentum) {
#define OTK_RUN(start, count, offset) \
  OTK_NAME(gradient_run)(count, offset, axis->inverse_step, potential + start, momentum + start)
  OTK_FOR_RUNS(axis, OTK_RUN)
#undef OTK_RUN
}

OTK_TARGET static void OTK_NAME(means)(
    const otk_axis_faces *axis, const double *density, double *means) {
#define OTK_RUN(start, count, offset) OTK_NAME(means_run)(count, offset, density + start, means + start)
  OTK_FOR_RUNS(axis, OTK_RUN)
#undef OTK_RUN
}

OTK_TARGET static void OTK_NAME(slope_energy)(
    const otk_axis_faces *axis, const double *potential, double *energy) {
#define OTK_RUN(start, count, offset) \
  OTK_NAME(slope_energy_run)(count, offset, axis->inverse_step, potential + start, energy + start)
  OTK_FOR_RUNS(axis, OTK_RUN)
#undef OTK_RUN
}

OTK_TARGET static double OTK_NAME(action)(
    const otk_axis_faces *axis, const double *density, const double *momentum) {
  double sum = 0;
#define OTK_RUN(start, count, offset) \
  sum += OTK_NAME(action_run)(count, offset, density + start, momentum + start)
  OTK_FOR_RUNS(axis, OTK_RUN)
#undef OTK_RUN
  return sum;
}

#undef OTK_FOR_RUNS
#undef OTK_VECTOR
#undef OTK_INLINE
