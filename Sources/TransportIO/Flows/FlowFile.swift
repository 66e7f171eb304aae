public import OptimalTransport

/// Gradient flows written in `.json` files.
///
/// ```
/// {
///   "energy": {"potential": "x^4/4 - x^2/2", "entropy": 0.1},
///   "space": {"line": {"cells": 200, "walls": [-3, 3]}},
///   "start": {"gaussian": {"mean": [1.5], "covariance": [[0.04]]}},
///   "timeStep": 0.02, "duration": 4
/// }
/// ```
/// | key | holds |
/// |---|---|
/// | `energy` | terms of F, at least one; see the table below |
/// | `space` | one of `line`, `grid`, `particles`, `phase` (which has no `energy`) |
/// | `start` | a measure as in ``MeasureFile``, written out or the name of a file, or `{"formula": "exp(-x^2)", "mass": 1}` |
/// | `timeStep`, `duration` | in units of time |
/// | `frames` | how many states are kept beside the start; 20 when left out |
/// | `adaptive` | an error target: steps adapt, and `timeStep` is the first |
/// | `secondOrder` | true for the second-order recursion |
/// | `title` | what figures are called |
///
/// | term | holds |
/// |---|---|
/// | `potential` | V: a formula in the coordinates, or `{"quadratic": k, "center": [..]}`, or `{"absoluteValue": a}` |
/// | `entropy` | the temperature |
/// | `power` | `{"exponent": m, "temperature": theta}` |
/// | `interaction` | U, or a list of them: `{"quadratic": a}`, `{"powers": [p, q]}`, `{"gaussian": {"strength": A, "width": w}}`, `{"logarithmic": a}`, or `{"formula": "exp(-r^2)"}` in r = the distance |
/// | `electricField` | `{"strength": s, "background": "none" or "uniform"}` |
/// | `cap` | the greatest density |
///
/// Or `{"flow": "doubleWell", "temperature": 0.2}`: a ``ReadyFlow`` by name with some of its
/// parameters, and `duration`, `frames` and `title` if wanted.
///
/// Names of files are relative to the folder of the flow's file. An unknown key is an error.
public struct FlowFile: Sendable {
  /// Where it was read from.
  public let path: String
  /// What figures are called.
  public let title: String
  /// What flows.
  public let content: Content
  /// How time goes.
  public let schedule: FlowSchedule
  /// A hash of what the file says, which tells its checkpoints from those of other flows.
  public let fingerprint: String

  /// What flows, where and from where.
  public enum Content: Sendable {
    /// An energy, a space, and a start: a formula on the cells of the space.
    case written(FreeEnergy, FlowSpace, start: any Measure)
    /// One that the library has ready.
    case ready(ReadyFlow)
  }
}
