extension ExpectedHelp {
  static let flow = #"""
    OVERVIEW: Let a density flow down its free energy, by proximal steps.

    Each step solves rho_k = argmin W2^2(rho, rho_{k-1}) / 2 + tau F(rho) (Jordan,
    Kinderlehrer and Otto): mass moves down the slope of its free energy F as far
    as a step of length tau lets it. As tau falls this becomes a drift-diffusion
    equation, which the command prints.

    THE FILE
    {"energy": {"potential": "x^4/4 - x^2/2", "entropy": 0.1},
     "space":  {"line": {"cells": 200, "walls": [-3, 3]}},
     "start":  {"gaussian": {"mean": [1.5], "covariance": [[0.04]]}},
     "timeStep": 0.02, "duration": 4}
      energy   potential     V: a formula in x, y, z (x1 to xd),
                             {"quadratic": k, "center": [..]}, {"absoluteValue": a}
               entropy       theta: diffusion theta lap rho
               power         {"exponent": m, "temperature": theta}: lap rho^m
               interaction   U, or a list: {"quadratic": a}, {"powers": [p, q]},
                             {"gaussian": {"strength": A, "width": w}},
                             {"logarithmic": a}, {"formula": "exp(-r^2)"}
               electricField {"strength": s, "background": "uniform" or "none"}
               cap           the greatest density
      space    line          {"cells": n, "walls": [a, b]}: quantiles, exact steps
               grid          {"cells": [..], "box": [[a, b], ..]}, and
                             "method": "dual" or "entropic", "epsilon",
                             "boundary": "periodic", "obstacles", "exits" (a mask
                             or a formula, positive there), "walkingSpeed"
               particles     {"dimension": d, "count": 400, "seed": 1}
               phase         no energy; {"positions", "velocities": cells,
                             "period": [a, b], "velocityLimit", "coupling",
                             "friction", "temperature", "potential"}; start in x
                             and v; "method": "splitting" or "kineticCost" (no
                             coupling)
               phaseParticles no energy; {"dimension": d, "count", "seed",
                             "coupling", "friction", "temperature", "potential"},
                             "box" and "cells" of the field, or "softening" in open
                             space; start in 2 d coordinates, positions first
               phaseGaussian no energy; {"stiffness": W, "friction", "temperature"}
      start    a measure as in 'ot help solve', written out or the name of a file,
               or {"formula": "exp(-x^2)", "mass": 1}
      timeStep, duration; frames (20), the states kept beside the start;
      adaptive, an error target: steps adapt; secondOrder (false); title
    Or {"flow": "doubleWell", "temperature": 0.2}, one of
      ornsteinUhlenbeck doubleWell hill attractionRepulsion kellerSegel opinion
      porousMedium fastDiffusion plasma crowd swarm network landauDamping
      vlasovPoissonFokkerPlanck kramers oscillator collapse

    RESULTS
    The table shows F, the rate -dF/dt at which the step before lowered it, the
    square of the slope |grad F|^2, which it tends to as steps grow short, how far
    the step moved (W2), and its gap: no minimiser is lower by more. --frames
    writes
      times, nodes, masses     on the line (K; K x (n + 1); n)
      times, density, box      on a grid (K; K x grid; d x 2)
      times, points, weights   of points (K; K x n x d; K x n)
      times, means, covariances, masses of Gaussians (K; K x d; K x d x d; K)
    --energy writes time, energy, distance, slope, dissipation, gap, iterations.
    --json prints one object with the keys
      title equation method dimension duration steps shortSteps iterations
      initialEnergy energy largestRise largestDrift largestExcess largestGap gapSum
      localErrorSum massStart massEnd termination seconds certified states
    where states are time, energy, distance, slope, dissipation, gap and mass of
    each, and largestExcess is the most by which F + d^2/2h after a step is above
    the F before it. largestDrift is how far F is from where it started, where the
    equation keeps it: of flights without friction.

    A run that is killed goes on from its checkpoint and ends with the same bytes:
      ot flow f.json --checkpoint f.ckpt --every 50 --frames f.npz --resume

    EXIT STATUS
      0    every step converged, and F rose nowhere by more than the gaps explain
      2    finished short of that; the results are written all the same
      64   bad usage
      65   bad data
      74   a file cannot be read or written
      130  interrupted (143 on SIGTERM); a checkpoint stands

    EXAMPLES
      ot flow well.json --plot well.png --animate well.gif
      ot flow porous.json --frames porous.npz --energy porous.csv
      ot flow crowd.json --json

    USAGE: ot flow <flow> [<options>]

    ARGUMENTS:
      <flow>                  The flow: energy, space, start and times, a .json
                              file.

    OPTIONS:
      --frames <file>         Write the states to this .npz file.
      --energy <file>         Write a row for each step to this .csv file.
      --plot <file>           Draw the flow into this .png, .svg or .pdf file.
      --animate <file>        Draw its states into this .gif file, which moves.
      --checkpoint <file>     Write checkpoints to this file.
      --every <count>         Steps between checkpoints. (default: 100)
      --resume                Go on from the checkpoint, if there is one.
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --version               Show the version.
      -h, --help              Show help information.


    """#
}
