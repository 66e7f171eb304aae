// Runs the public back-and-forth code (github.com/Math-Jacobs/bfm, compiled in from a checkout) on two n x n densities:
// bfm_driver N ITERATIONS SIGMA SOURCE TARGET POTENTIAL, raw doubles. Prints the seconds; writes the potential on the source's side.
#include "matlab/w2.c"

static double *read_numbers(const char *path, long count) {
  double *numbers = malloc(count * sizeof(double));
  FILE *file = fopen(path, "rb");
  if (!file || fread(numbers, sizeof(double), count, file) != (size_t)count) exit(1);
  fclose(file);
  return numbers;
}

int main(int count, char **words) {
  if (count != 7) return 64;
  int n = atoi(words[1]), iterations = atoi(words[2]);
  long cells = (long)n * n;
  double *source = read_numbers(words[4], cells), *target = read_numbers(words[5], cells);
  double *phi = calloc(cells, sizeof(double)), *psi = calloc(cells, sizeof(double));
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  // The code runs one more than it is asked for.
  compute_l2_ot(source, target, phi, psi, 1.0, atof(words[3]), iterations - 1, n, n);
  clock_gettime(CLOCK_MONOTONIC, &end);
  FILE *file = fopen(words[6], "wb");
  if (!file || fwrite(psi, sizeof(double), cells, file) != (size_t)cells) return 1;
  fclose(file);
  printf("%.9f\n", end.tv_sec - start.tv_sec + 1e-9 * (end.tv_nsec - start.tv_nsec));
}
