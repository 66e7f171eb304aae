/// Known answers, in closed form, that every solver able to take the case is tested on.
///
/// Nothing here calls the library's solvers or its numerics.
public enum Oracles {}
