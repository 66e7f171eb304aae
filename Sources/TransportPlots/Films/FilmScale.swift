import OptimalTransport

/// What all frames of a planar film share, so that equal colours are equal densities, equal arrows
/// equal velocities, and contours equally close equally steep potentials.
struct FilmScale {
  /// From no density to the greatest of all frames, or to a few times the greatest of the ends:
  /// where mass crowds on the way, the ends would else be dark.
  let density: ClosedRange<Double>
  /// Whether some density is beyond that.
  let isCut: Bool
  /// The way that an arrow goes on paper for a unit of velocity, in the units of the axes.
  let arrow: Double
  /// From one contour of phi to the next.
  let contour: Double
  /// Blocks of arrows along an axis.
  let blocks: Int

  /// How many times the ends' greatest density is the brightest.
  private static let crowding = 3.0

  /// Densities below this share of the greatest count as none.
  static let least = 0.02

  /// The scale of a planar film with so many arrows along an axis.
  init(_ film: Film, blocks: Int) {
    let greatest = film.path.frames.map { $0.values.max()! }
    let limit = Self.crowding * max(greatest[0], greatest[greatest.count - 1])
    isCut = greatest.max()! > limit
    density = 0...max(min(greatest.max()!, limit), .leastNormalMagnitude)
    let arrows = film.velocities.indices.map {
      FlowArrows(film.velocities[$0], of: film.path.frames[$0], limit: blocks)
    }
    let speed = arrows.reduce(0) { max($0, $1.speed) }
    arrow = speed > Scale.least ? 1.3 * (arrows.first?.spacing ?? 0) / speed : 0
    contour = film.potentials.indices.reduce(0) { max($0, film.potentialRange(at: $1).length) } / 12
    self.blocks = blocks
  }
}

extension Film {
  /// The least and the greatest phi where there is mass, at frame k.
  func potentialRange(at k: Int) -> ClosedRange<Double> {
    let (phi, density) = (potentials[k], path.frames[k].values)
    let floor = density.max()! * FilmScale.least
    var (low, high) = (Double.infinity, -Double.infinity)
    for cell in phi.indices where density[cell] > floor && phi[cell].isFinite {
      (low, high) = (min(low, phi[cell]), max(high, phi[cell]))
    }
    return low <= high ? low...high : 0...0
  }
}
