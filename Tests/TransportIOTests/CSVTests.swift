import OptimalTransport
import Testing

@testable import TransportIO

@Suite("Clouds as text")
struct CSVTests {
  private func cloud(_ text: String) throws -> PointCloud {
    try CSVFile.cloud(FileContents(text))
  }

  @Test("numbers without names are coordinates")
  func withoutNames() throws {
    let cloud = try cloud("1,2\n3,4\n-5e-1,+6.25\n")
    #expect(try cloud.points == Matrix([[1, 2], [3, 4], [-0.5, 6.25]]))
    #expect(cloud.weights == [Double](repeating: 1 / 3, count: 3))
  }

  @Test("named columns stand in any order")
  func named() throws {
    let cloud = try cloud("weight,x2,x1\n2,20,10\n3,40,30\n")
    #expect(try cloud.points == Matrix([[10, 20], [30, 40]]))
    #expect(cloud.weights == [2, 3])
  }

  @Test(
    "marks, carriage returns, spaces, blank lines, comments and quotes do not matter",
    arguments: [
      "\u{feff}x1,weight\r\n1,2\r\n\r\n3,4\r\n", "x1 , weight\n 1,\t2 \n\n3 , 4",
      "# made by hand\nx1,weight\n# half\n1,2\n3,4\n", "\"x1\",\"weight\"\n\"1\",2\n3,\" 4 \"\n",
      "x1,weight\r1,2\r3,4\r", "# x1,weight\n1,2\n3,4\n", "#x1, weight\n1.0e0,2\n3,4",
    ])
  func tolerated(text: String) throws {
    let cloud = try cloud(text)
    #expect(try cloud.points == Matrix([[1], [3]]) && cloud.weights == [2, 4])
  }

  @Test(
    "errors name the line, the column and the text",
    arguments: [
      (
        "x1,x2\n1,2\n3,four\n",
        "f: line 3, column 2: 'four' is not a finite number. "
          + "Write numbers such as 1.5e-3, separated by commas."
      ),
      (
        "1,2\n\n3\n",
        "f: line 3 has 1 column, but line 1 has 2. "
          + "Give every line the same number of columns, separated by commas."
      ),
      (
        "a,b\n1,2\n",
        "f: its columns 'a', 'b' are not x1 to xd and an optional weight. "
          + "Name the columns x1,x2,...,weight in any order, or leave numbers only."
      ),
      ("# nothing\n", "f: it holds no numbers. Give one point a line: x1,x2,..."),
      ("1,\"2\n", "f: line 1 has a quote that is not closed. Close it on the same line."),
      (
        "x1,weight\n1,-2\n",
        "f: weights[0] is -2.0; masses must be >= 0. Set it to zero, or shift the data."
      ),
    ])
  func errors(text: String, expected: String) {
    #expect(message { _ = try cloud(text) } == expected)
  }

  @Test(
    "texts that are nearly numbers are refused",
    arguments: [
      "nan", "inf", "0x10", "1e", "1e+", ".", "-", "1.2.3", "1 2", "1e999", "١", "1_000", "",
    ])
  func nearlyNumbers(text: String) {
    #expect(throws: TransportError.self) { try cloud("0,0\n0,\(text)\n") }
  }

  @Test("numbers are correctly rounded, by the short way and by the long")
  func rounding() {
    let texts = [
      "0.1", "-0", "123456789012345", "1e22", "1e23", "9007199254740993", "5e-324", "2.5e-324",
      "1.7976931348623157e308", "0.30000000000000004", "000000000000000000000001", "1.", ".5",
      "0.000000000000001", "123456789.123456789", "1E-5", "0.0000000000000000000000000001",
    ]
    for text in texts {
      let bytes = Array(text.utf8)
      #expect(DecimalNumber.parse(bytes, 0..<bytes.count) == Double(text), "\(text)")
    }
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      let number = Double(bitPattern: generator.next())
      let short = (generator.uniform() * 1e6).rounded() / 1e4
      for value in [number, short] where value.isFinite {
        let bytes = Array("\(value)".utf8)
        #expect(DecimalNumber.parse(bytes, 0..<bytes.count) == value)
      }
    }
  }

  @Test("a written cloud reads back bit for bit")
  func roundTrip() throws {
    let folder = try Folder()
    let cloud = try PointCloud(
      points: Matrix([[0.1, 1e300], [-.leastNonzeroMagnitude, .pi]]), weights: [0, 1e-300])
    try CSVFile.save(cloud, to: folder.file("c.csv"))
    #expect(try CSVFile.loadCloud(folder.file("c.csv")) == cloud)
  }

  @Test("a million rows load within two seconds")
  func speed() throws {
    var generator = SeededGenerator(seed: 2)
    var text = "x1,x2,weight\n"
    for _ in 0..<1_000_000 { text += "\(generator.uniform()),\(generator.uniform()),1\n" }
    let contents = FileContents(text)
    let start = ContinuousClock().now
    #expect(try CSVFile.cloud(contents).count == 1_000_000)
    let time = ContinuousClock().now - start
    // The two seconds are for a machine of our own; a shared one may take thrice as long.
    #expect(time < .seconds(6))
    print("a million rows of csv: \(time)")
  }
}
