extension SpanningTree {
  /// Lets the arc (i, j) with reduced cost `reducedCost` < 0 enter the tree.
  ///
  /// Mass delta is pushed along i -> j and back through the tree: on the way up from i, arcs whose
  /// child is a source lose delta; on the way up from j, arcs whose child is a target do. delta is
  /// the least of those flows. Of several arcs that run dry, the last one in the direction of the
  /// push, starting at the junction, leaves the tree: that keeps it strongly feasible.
  func pivot(source i: Int, target j: Int, reducedCost: Double) {
    let first = i
    let second = sourceCount + j
    let join = junction(first, second)
    var delta = Double.infinity
    var leaving = -1
    var leavesFromFirst = true
    var node = first
    while node != join {
      if isSource(node), flow[node] < delta {
        delta = flow[node]
        leaving = node
      }
      node = Int(parent[node])
    }
    node = second
    while node != join {
      if !isSource(node), flow[node] <= delta {
        delta = flow[node]
        leaving = node
        leavesFromFirst = false
      }
      node = Int(parent[node])
    }
    if delta > 0 { push(delta, from: first, and: second, to: join) }
    let (inner, outer) = leavesFromFirst ? (first, second) : (second, first)
    rehang(inner, under: outer, cutting: leaving, join: join, flow: delta)
    shift(subtree: inner, by: isSource(inner) ? reducedCost : -reducedCost)
  }

  /// The deepest node that has both nodes below it.
  private func junction(_ first: Int, _ second: Int) -> Int {
    var (u, v) = (first, second)
    while u != v {
      if subtreeCount[u] < subtreeCount[v] { u = Int(parent[u]) } else { v = Int(parent[v]) }
    }
    return u
  }

  /// Sends delta around the cycle closed by the entering arc.
  private func push(_ delta: Double, from first: Int, and second: Int, to join: Int) {
    var node = first
    while node != join {
      flow[node] += isSource(node) ? -delta : delta
      node = Int(parent[node])
    }
    node = second
    while node != join {
      flow[node] += isSource(node) ? delta : -delta
      node = Int(parent[node])
    }
  }

  /// Adds (s, -s) to the (alpha, beta) of a subtree, or takes it from the rest if that is smaller:
  /// the potentials are the same up to a constant.
  private func shift(subtree node: Int, by s: Double) {
    let isSmall = 2 * Int(subtreeCount[node]) <= nodeCount
    let after = Int(thread[Int(last[node])])
    var v = isSmall ? node : after
    let end = isSmall ? after : node
    let step = isSmall ? s : -s
    repeat {
      potential[v] += isSource(v) ? step : -step
      v = Int(thread[v])
    } while v != end
  }

  /// Cuts the arc above `cut`, turns the path from `inner` to `cut` over, and hangs `inner` under
  /// `outer` by an arc with the given flow; all links are kept (Kiraly and Kovacs 2012).
  private func rehang(
    _ inner: Int, under outer: Int, cutting cut: Int, join: Int, flow mass: Double
  ) {
    let oldReverse = Int(reverseThread[cut])
    let oldCount = subtreeCount[cut]
    let oldLast = Int(last[cut])
    let oldParent = Int(parent[cut])
    if inner == cut {
      moveThread(of: cut, last: oldLast, before: oldReverse, after: outer)
      parent[cut] = Int32(outer)
      flow[cut] = mass
    } else {
      turnOver(from: inner, to: cut, under: outer, oldReverse: oldReverse, oldLast: oldLast)
      renumber(from: inner, to: cut, oldCount: oldCount, flow: mass)
    }
    mendLast(
      cut: cut, outer: outer, join: join, oldReverse: oldReverse, oldLast: oldLast,
      oldParent: oldParent)
    var node = outer
    while node != join {
      subtreeCount[node] += oldCount
      node = Int(parent[node])
    }
    node = oldParent
    while node != join {
      subtreeCount[node] -= oldCount
      node = Int(parent[node])
    }
  }

  /// Takes the whole subtree of `node` out of the thread and puts it right behind `target`.
  private func moveThread(of node: Int, last end: Int, before: Int, after target: Int) {
    if Int(thread[target]) == node { return }
    let next = thread[end]
    thread[before] = next
    reverseThread[Int(next)] = Int32(before)
    let follower = thread[target]
    thread[target] = Int32(node)
    reverseThread[node] = Int32(target)
    thread[end] = follower
    reverseThread[Int(follower)] = Int32(end)
  }

  /// Turns the stem inner..cut over: each stem node becomes the child of the one below it, and the
  /// thread visits the subtrees in the new order.
  private func turnOver(
    from inner: Int, to cut: Int, under outer: Int, oldReverse: Int, oldLast: Int
  ) {
    let continuation = oldReverse == outer ? thread[oldLast] : thread[outer]
    var stem = inner
    var newParent = outer
    var end = Int(last[inner])
    var after = thread[end]
    thread[outer] = Int32(inner)
    touched[0] = Int32(outer)
    var touchedCount = 1
    while stem != cut {
      let next = Int(parent[stem])
      thread[end] = Int32(next)
      touched[touchedCount] = Int32(end)
      touchedCount += 1
      let before = Int(reverseThread[stem])
      thread[before] = after
      reverseThread[Int(after)] = Int32(before)
      parent[stem] = Int32(newParent)
      newParent = stem
      stem = next
      end = last[stem] == last[newParent] ? Int(reverseThread[newParent]) : Int(last[stem])
      after = thread[end]
    }
    parent[cut] = Int32(newParent)
    thread[end] = continuation
    reverseThread[Int(continuation)] = Int32(end)
    last[cut] = Int32(end)
    if oldReverse != outer {
      thread[oldReverse] = after
      reverseThread[Int(after)] = Int32(oldReverse)
    }
    for k in 0..<touchedCount {
      let node = touched[k]
      reverseThread[Int(thread[Int(node)])] = node
    }
  }

  /// Moves flows, counts and last nodes along the turned stem.
  private func renumber(from inner: Int, to cut: Int, oldCount: Int32, flow mass: Double) {
    var count: Int32 = 0
    let end = last[cut]
    var node = cut
    while node != inner {
      let below = Int(parent[node])
      flow[node] = flow[below]
      count += subtreeCount[node] - subtreeCount[below]
      subtreeCount[node] = count
      last[below] = end
      node = below
    }
    flow[inner] = mass
    subtreeCount[inner] = oldCount
  }

  /// Mends `last` on the two paths from the old and the new place up to the root.
  private func mendLast(
    cut: Int, outer: Int, join: Int, oldReverse: Int, oldLast: Int, oldParent: Int
  ) {
    let stop = Int(last[join]) == outer ? join : -1
    let newLast = last[cut]
    var node = outer
    while node != -1, Int(last[node]) == outer {
      last[node] = newLast
      node = Int(parent[node])
    }
    let replacement: Int32
    if join != oldReverse, outer != oldReverse {
      replacement = Int32(oldReverse)
    } else if Int(newLast) != oldLast {
      replacement = newLast
    } else {
      return
    }
    node = oldParent
    while node != stop, node != -1, Int(last[node]) == oldLast {
      last[node] = replacement
      node = Int(parent[node])
    }
  }
}
