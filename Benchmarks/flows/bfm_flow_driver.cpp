// Runs the public back-and-forth code for gradient flows (github.com/wonjunee/wgfBFMcodes, compiled in from a checkout's src/):
// bfm_flow_driver N TAU STEPS ITERATIONS TOLERANCE GAMMA START FRAMES, raw doubles, the porous medium equation with m = 2 on the
// unit square. Writes the density after each step to FRAMES; prints the seconds of each step.
#include <cassert>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <unistd.h>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <vector>

#include <fftw3.h>

using namespace std;

#include "FLT.h"
#include "PoissonSolver.h"
#include "Helper_U.h"
#include "BFM.h"
#include "BFMSlow.h"

static double now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

int main(int count, char **words) {
  if (count != 9) return 64;
  const int n = atoi(words[1]), steps = atoi(words[3]), iterations = atoi(words[4]), m = 2;
  const double tau = atof(words[2]), tolerance = atof(words[5]), gamma = atof(words[6]);
  const size_t cells = size_t(n) * n;
  vector<double> density(cells), drift(cells, 0.0), obstacle(cells, 0.0);
  FILE *file = fopen(words[7], "rb");
  if (!file || fread(density.data(), sizeof(double), cells, file) != cells) return 66;
  fclose(file);
  FILE *frames = fopen(words[8], "wb");
  if (!frames) return 73;
  // The code reports each iteration on standard output, which would be timed too.
  FILE *report = fdopen(dup(1), "w");
  if (!report || !freopen("/dev/null", "w", stdout)) return 73;

  BackAndForthSlow method(n, n, iterations, tolerance, gamma, tau, m);
  Helper_U_slow energy(n, n, gamma, tau, m, density.data());
  energy.set_V(drift.data());
  energy.set_obstacle(obstacle.data());
  for (int step = 0; step < steps; ++step) {
    const double start = now();
    method.start_OT(&energy, density.data(), step, 0);
    energy.calculate_DUstar_normalized(method.phi_);
    fprintf(report, "%.6f\n", now() - start);
    memcpy(density.data(), energy.DUstar_, cells * sizeof(double));
    if (fwrite(density.data(), sizeof(double), cells, frames) != cells) return 73;
  }
  fclose(report);
  return fclose(frames);
}
