/// The long help of `ot push`.
enum PushHelp {
  static let discussion = """
    Finds the law eta of f(X) for X with law xi: eta(y) is the sum of xi(x) / |det Df(x)| over all x \
    with f(x) = y. Mass is conserved, and what leaves the box is counted.

    MAPS
      'x^2'          one coordinate to one
      '(x+y, x*y)'   one formula for each coordinate of the result
      F.npz          map (grid x d, at the cell centres of box or of the source; or
                     n x d, the images of n points)
    Formulas know + - * / ^, numbers, pi, e, the coordinates x, y, z or x1 to xd,
    sin cos tan asin acos atan sinh cosh tanh exp log log10 sqrt abs sign floor,
    and of two arguments min max pow hypot atan2; less(a, b, p, q) is p where
    a < b, else q. Derivatives are exact.

    METHODS, chosen by the source ('ot help solve' lists the files)
      branches  a density on the line: every monotone piece of the map, found and
                proved complete by interval arithmetic; masses of cells are
                differences of the distribution function. Flat pieces are atoms
      cells     a density in 2 or 3 dimensions, or a map in a file: the masses of
                source cells, divided until they are small beside target cells. A
                Gaussian or a mixture is put on a grid first
      points    a cloud: the points move, the weights stay

    RESULTS
    --output writes the mass that arrived in the box, not scaled up. --json prints
    one object with the keys
      method mass massInside massOutside massError box shape branches atoms
      unprovedMass unresolvedMass derivativeError foldedMass singularMass
      warnings note seconds certified
    where branches are lower, upper, imageOfLower, imageOfUpper and mass of each
    piece, and what does not apply is null. massError, and what follows but atoms,
    are parts of the mass.

    EXIT STATUS
      0   mass is conserved to 1e-12, and there are no warnings
      2   it is not, or there are; the results are written all the same
      64  bad usage, such as a formula that does not parse
      65  bad data
      74  a file cannot be read or written

    EXAMPLES
      ot push gaussian.json --map 'x^2' --plot push.png
      ot push cloud.csv --map '(x*cos(y), x*sin(y))' --output image.csv
      ot push image.png --map '(x^2, y)' --box 0:1,0:1 --output image.npz
    """
}
