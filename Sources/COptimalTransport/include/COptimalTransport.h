#ifndef C_OPTIMAL_TRANSPORT_H
#define C_OPTIMAL_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

/// The C interface of swift-optimal-transport.
///
/// Every function returns a status and writes what went wrong to an `ot_error` that the caller owns. Pointers that are
/// null, sizes that do not fit and results that were freed are errors, never a crash; a pointer that is not null must
/// point to as many numbers as its sizes say. Inputs are borrowed for the length of a call. Matrices are row-major.
/// All functions may be called from several threads at once.

#ifdef __cplusplus
extern "C" {
#endif

#if __clang__
#define OT_NULLABLE _Nullable
#else
#define OT_NULLABLE
#endif

/// Grows when a program that was compiled against an older header would go wrong.
#define OT_ABI_VERSION 1

/// What became of a call.
enum {
  /// Done; `termination` among the results says whether the solver converged.
  OT_OK = 0,
  /// The progress callback asked to stop; the result, if any, is what there was until then.
  OT_CANCELLED = 3,
  /// The call itself is wrong: a null pointer, a size, a name, a result that is not there.
  OT_USAGE = 64,
  /// The numbers are wrong: not finite, negative masses, shapes that do not match, and so on.
  OT_DATA = 65
};

/// What went wrong, in words; empty after a call that went well.
typedef struct ot_error {
  int32_t status;
  /// The name of the cause, such as `nonFinite`.
  char cause[32];
  /// What is wrong and the way out, UTF-8, cut where it does not fit.
  char message[988];
} ot_error;

/// A dense array of doubles, the last axis fastest; `data` is null for an array that is left out.
typedef struct ot_array {
  const double *OT_NULLABLE data;
  const size_t *OT_NULLABLE shape;
  size_t rank;
} ot_array;

/// Kinds of measures.
enum {
  /// `values`: points, n x d. `weights`: n masses, or none for 1/n each.
  OT_POINTS = 0,
  /// `values`: a density in cells. `box`: d x 2, lower and upper sides, or none for the unit cube.
  OT_GRID = 1,
  /// `values`: the mean, d. `weights`: the covariance, d x d.
  OT_GAUSSIAN = 2
};

/// A measure.
typedef struct ot_measure {
  int32_t kind;
  ot_array values;
  ot_array weights;
  ot_array box;
} ot_measure;

/// An option: a name with a number, or with a text where that is not null.
typedef struct ot_option {
  const char *OT_NULLABLE name;
  const char *OT_NULLABLE text;
  double number;
} ot_option;

/// Called from time to time by a long solver, from any thread; another answer than 0 stops it.
typedef int32_t (*ot_progress)(
    void *OT_NULLABLE context, const char *OT_NULLABLE stage, double fraction, int64_t iterations);

/// How to run: options, and what to call meanwhile. Each function lists the options it knows; others are errors.
typedef struct ot_call {
  const ot_option *OT_NULLABLE options;
  size_t option_count;
  ot_progress OT_NULLABLE progress;
  void *OT_NULLABLE context;
} ot_call;

/// Results of a call, until `ot_result_free`; 0 is none.
typedef uint64_t ot_result;

/// Kinds of fields.
enum { OT_NUMBER = 0, OT_TEXT = 1, OT_DOUBLES = 2, OT_INTEGERS = 3 };

/// A named part of a result; the memory belongs to the result.
typedef struct ot_field {
  const char *OT_NULLABLE name;
  int32_t kind;
  double number;
  const char *OT_NULLABLE text;
  const double *OT_NULLABLE doubles;
  const int64_t *OT_NULLABLE integers;
  const size_t *OT_NULLABLE shape;
  size_t rank;
} ot_field;

/// The certificate of a dense problem.
typedef struct ot_certificate {
  double value, upper_bound, lower_bound, marginal_error, dual_infeasibility;
  int64_t iterations;
  /// 0 converged, 1 iteration limit, 2 cancelled, 3 stalled, 4 blow-up of a flow.
  int32_t termination;
  double seconds;
} ot_certificate;

/// OT_ABI_VERSION of the library.
int32_t ot_abi_version(void);

/// The fields of a result, in the order of the documentation of the call.
int32_t ot_result_fields(
    ot_result result, const ot_field *OT_NULLABLE *OT_NULLABLE fields, size_t *OT_NULLABLE count, ot_error *OT_NULLABLE error);

/// Frees a result and the memory of its fields; a result that is not there is an error.
int32_t ot_result_free(ot_result result, ot_error *OT_NULLABLE error);

/// Kantorovich's problem between two measures. `costs`: n x m, or none for the cost that is named.
///
/// Options: `method` (auto, simplex, quantile, gaussian, sinkhorn), `cost` (squaredEuclidean, euclidean, manhattan, chebyshev,
/// cosine, power), `power`, `epsilon`, `tolerance`, `iterationLimit`, `atoms`, `precision` (double, single), `plan` (0: none is kept).
/// Fields: the certificate's; `rows`, `columns`, `mass` of the plan; `alpha`, `beta`; `f`, `g` of an entropic solution.
int32_t ot_solve(
    const ot_measure *OT_NULLABLE source, const ot_measure *OT_NULLABLE target, const ot_array *OT_NULLABLE costs,
    const ot_call *OT_NULLABLE call, ot_result *OT_NULLABLE result, ot_error *OT_NULLABLE error);

/// A problem whose costs are given, and room for its solution; the memory is the caller's.
typedef struct ot_problem {
  /// Atoms of the source and of the target.
  size_t n, m;
  /// Their masses, n and m.
  const double *OT_NULLABLE source, *OT_NULLABLE target;
  /// n x m costs, or those of the pairs below; other pairs are forbidden then.
  const double *OT_NULLABLE costs;
  /// `pairs` rows and columns, or none for all n x m pairs in order.
  const int64_t *OT_NULLABLE rows, *OT_NULLABLE columns;
  size_t pairs;
  /// Potentials near the solution's, n and m, or none.
  const double *OT_NULLABLE start_alpha, *OT_NULLABLE start_beta;
  /// Where not null, written: the mass of each cost's pair; the potentials, n and m.
  double *OT_NULLABLE plan, *OT_NULLABLE alpha, *OT_NULLABLE beta;
} ot_problem;

/// Kantorovich's problem, exactly, by the network simplex method.
///
/// `iteration_limit` 0: none. `call`: its callback only; it has no options.
/// The certificate's value is the plan's cost; the potentials are Kantorovich's.
int32_t ot_exact(
    const ot_problem *OT_NULLABLE problem, int64_t iteration_limit, const ot_call *OT_NULLABLE call,
    ot_certificate *OT_NULLABLE certificate, ot_error *OT_NULLABLE error);

/// Kantorovich's problem with entropy, by Sinkhorn's recursion and Newton's method.
///
/// The plan is exp((alpha_i + beta_j - c_ij) / epsilon); its marginals are off by `tolerance` at most, L1, a share of the
/// mass, where it converged. `iteration_limit` 0: that of the solver. `call` as for `ot_exact`.
/// The certificate's value is the cost of that plan; its bounds are those of the problem without entropy.
int32_t ot_entropic(
    const ot_problem *OT_NULLABLE problem, double epsilon, double tolerance, int64_t iteration_limit,
    const ot_call *OT_NULLABLE call, ot_certificate *OT_NULLABLE certificate, ot_error *OT_NULLABLE error);

/// `count` problems on the line at once, cost |x - y|^power with power >= 1: rows of n points and masses, of m, and one value a row.
///
/// `source_masses` and `target_masses` null: equal ones.
int32_t ot_line(
    size_t count, size_t n, size_t m, const double *OT_NULLABLE source, const double *OT_NULLABLE source_masses,
    const double *OT_NULLABLE target, const double *OT_NULLABLE target_masses, double power, double *OT_NULLABLE values,
    ot_error *OT_NULLABLE error);

/// W2 between the covariances of `count` pairs of centred Gaussians, d x d each, and one value a pair.
int32_t ot_bures(
    size_t count, size_t d, const double *OT_NULLABLE source, const double *OT_NULLABLE target, double *OT_NULLABLE values,
    ot_error *OT_NULLABLE error);

/// A map between two measures.
///
/// Options: `method` (auto, quantile, gaussian, back-and-forth, monge-ampere, barycentric), `iterationLimit`, `atoms`.
/// Fields: the certificate's, `points`, `map` (n x d, or the grid's shape and d), `potential` on grids.
int32_t ot_map(
    const ot_measure *OT_NULLABLE source, const ot_measure *OT_NULLABLE target, const ot_call *OT_NULLABLE call,
    ot_result *OT_NULLABLE result, ot_error *OT_NULLABLE error);

/// The polar factors of a field, n x d, sampled at the points or cells of `base`.
///
/// Options: `method` (auto, quantile, simplex, sinkhorn), `epsilon`. Fields: the certificate's, `sigma`, `gradient`,
/// `potential`, `permutation` where the rearrangement is one.
int32_t ot_polar(
    const ot_measure *OT_NULLABLE base, const ot_array *OT_NULLABLE values, const ot_call *OT_NULLABLE call,
    ot_result *OT_NULLABLE result, ot_error *OT_NULLABLE error);

/// Helmholtz's parts of a vector field, the grid's shape and d; `box` d x 2 or none for the unit cube.
///
/// Options: `boundary` (no-flux, periodic), `derivative` (spectral, difference).
/// Fields: `solenoidal`, `gradient`, `potential`, `harmonic`, `relativeDivergence`, `orthogonalityError`.
int32_t ot_helmholtz(
    const ot_array *OT_NULLABLE vectors, const ot_array *OT_NULLABLE box, const ot_call *OT_NULLABLE call,
    ot_result *OT_NULLABLE result, ot_error *OT_NULLABLE error);

/// The flow of least action between two densities on one grid; `obstacles`: the grid's shape, not 0 where nothing may go, or none.
///
/// Options: `timeSteps`, `sides` (no-flux, periodic), `tolerance`, `iterationLimit`, `cap`, `growth`.
/// Fields: the certificate's, `action`, three residuals, `times`, `density`, `potential`, `velocity`.
int32_t ot_dynamic(
    const ot_measure *OT_NULLABLE source, const ot_measure *OT_NULLABLE target, const ot_array *OT_NULLABLE obstacles,
    const ot_call *OT_NULLABLE call, ot_result *OT_NULLABLE result, ot_error *OT_NULLABLE error);

/// Schroedinger's bridge for dX = (A X + a) dt + s B dW; `drift` A, `offset` a and `input` B may each be none: zero, zero, identity.
///
/// Options: `noise` (s, needed), `tolerance`, `iterationLimit`, `samples`, `seed`.
/// Fields: the certificate's, `mean` and `covariance` at the `times` given, `paths` if samples are asked for.
int32_t ot_bridge(
    const ot_measure *OT_NULLABLE source, const ot_measure *OT_NULLABLE target, const ot_array *OT_NULLABLE drift,
    const ot_array *OT_NULLABLE offset, const ot_array *OT_NULLABLE input, const ot_array *OT_NULLABLE times,
    const ot_call *OT_NULLABLE call, ot_result *OT_NULLABLE result, ot_error *OT_NULLABLE error);

/// A law that flows down its free energy, by proximal steps.
///
/// `flow`: the JSON text of a flow's file, whose keys `ot help flow` lists. `folder`: what names of files in it are relative
/// to, or none for the folder that the program runs in. `start`: where the flow starts, or none where the text says it.
/// Fields: `title`, `equation`, `method`; F as `initialEnergy` and `finalEnergy`; `largestRise`, `largestExcess`,
/// `largestGap`, `gapSum`, `shortSteps`, `certified` (0 or 1), `slack`, what F does where it need not fall, and
/// `localErrorSum` of adaptive steps; `termination`, `iterations`, `seconds`; `times` of K states, the steps before each,
/// `frameSteps`, and their `mass`; the states: `nodes` and `masses` on the line (K x (n + 1); n), `density` and `box` on a
/// grid (K x grid; d x 2), `points` and `weights` (K x n x d; K x n), `means` and `covariances` of Gaussians (K x d;
/// K x d x d); for each step `stepTimes`, `energies`, `distances`, `slopes`, `gaps`.
int32_t ot_flow(
    const char *OT_NULLABLE flow, const char *OT_NULLABLE folder, const ot_measure *OT_NULLABLE start,
    const ot_call *OT_NULLABLE call, ot_result *OT_NULLABLE result, ot_error *OT_NULLABLE error);

/// The law of f(X) for X of the law `source`, every inverse branch included.
///
/// f is given by `formulas`, such as x^2 or (x+y, x*y), whose functions `ot help push` lists; or else by its `values`: n x k,
/// the images of points, or the extents of a grid and d, at the centres of the cells of `values_box`, d x 2, none for the
/// box of a source on a grid. `shape`, d numbers, and `box`, d x 2, of the result's cells: none for the usual ones.
/// Fields: `method`, `mass`, `massInside`, `massOutside`, `massError`, `certified` (0 or 1), `warnings`, one a line, `note`,
/// `seconds`; `branches`, k x 5 (lower, upper, imageOfLower, imageOfUpper, mass), `atoms`, k x 2 (position, mass),
/// `unprovedMass`, `unresolvedMass`, `derivativeError` on the line; `foldedMass`, `singularMass` on a grid; `density` and
/// `box`, or `points` and `weights`.
int32_t ot_push(
    const ot_measure *OT_NULLABLE source, const char *OT_NULLABLE formulas, const ot_array *OT_NULLABLE values,
    const ot_array *OT_NULLABLE values_box, const ot_array *OT_NULLABLE shape, const ot_array *OT_NULLABLE box,
    ot_result *OT_NULLABLE result, ot_error *OT_NULLABLE error);

/// The certificate of anyone's plan, n x m or rows of i, j and mass, and potentials.
///
/// Options: `cost`, `power`, as `ot_solve`.
int32_t ot_verify(
    const ot_measure *OT_NULLABLE source, const ot_measure *OT_NULLABLE target, const ot_array *OT_NULLABLE costs,
    const ot_array *OT_NULLABLE plan, const ot_array *OT_NULLABLE alpha, const ot_array *OT_NULLABLE beta,
    const ot_call *OT_NULLABLE call, ot_result *OT_NULLABLE result, ot_error *OT_NULLABLE error);

/// The affine map between Gaussians, whose covariances may be singular here. Fields: the certificate's, `matrix`, `offset`.
int32_t ot_gaussian_map(
    const ot_measure *OT_NULLABLE source, const ot_measure *OT_NULLABLE target, ot_result *OT_NULLABLE result,
    ot_error *OT_NULLABLE error);

/// The barycentre of Gaussians; `weights` or none for equal ones. Options: `tolerance`, `iterationLimit`.
/// Fields: the certificate's, `mean`, `covariance`.
int32_t ot_gaussian_barycenter(
    size_t count, const ot_measure *OT_NULLABLE gaussians, const ot_array *OT_NULLABLE weights,
    const ot_call *OT_NULLABLE call, ot_result *OT_NULLABLE result, ot_error *OT_NULLABLE error);

#ifdef __cplusplus
}
#endif

#endif
