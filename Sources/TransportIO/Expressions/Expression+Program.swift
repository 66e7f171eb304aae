extension Expression {
  /// A formula as instructions for a stack of numbers, which run without recursion.
  struct Program: Sendable {
    private var steps: [Step] = []
    private var depth = 0

    private enum Step: Sendable {
      case push(Double)
      case load(Int)
      case negate
      case combine(Operator)
      case one(Function)
      case two(Function)
      case less
    }

    init(_ root: Node) {
      append(root, above: 0)
    }

    /// Appends the steps that leave the value of a node on a stack of `height` numbers.
    private mutating func append(_ node: Node, above height: Int) {
      depth = max(depth, height + 1)
      switch node {
      case .number(let value): steps.append(.push(value))
      case .variable(let index): steps.append(.load(index))
      case .negation(let operand):
        append(operand, above: height)
        steps.append(.negate)
      case .binary(let operation, let left, let right):
        append(left, above: height)
        append(right, above: height + 1)
        steps.append(.combine(operation))
      case .call(let function, let arguments):
        for (k, argument) in arguments.enumerated() { append(argument, above: height + k) }
        switch arguments.count {
        case 1: steps.append(.one(function))
        case 2: steps.append(.two(function))
        default: steps.append(.less)
        }
      }
    }

    func run(_ values: [Double]) -> Double {
      var stack = [Double](repeating: 0, count: depth)
      var top = -1
      for step in steps {
        switch step {
        case .push(let value):
          top += 1
          stack[top] = value
        case .load(let index):
          top += 1
          stack[top] = values[index]
        case .negate: stack[top] = -stack[top]
        case .combine(let operation):
          top -= 1
          stack[top] = operation(stack[top], stack[top + 1])
        case .one(let function): stack[top] = function(stack[top])
        case .two(let function):
          top -= 1
          stack[top] = function(stack[top], stack[top + 1])
        case .less:
          top -= 3
          stack[top] = Expression.less(
            stack[top], stack[top + 1], stack[top + 2], stack[top + 3])
        }
      }
      return stack[top]
    }
  }
}
