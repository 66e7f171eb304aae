"""Writes Tests/TransportIOTests/Fixtures.swift: small files made by NumPy and by hand, as base64.

Run from the root of the package: python Tests/Fixtures/make_fixtures.py
"""
import base64, io, struct, zlib
import numpy as np

fixtures = {}


def npy(name, array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, np.asanyarray(array), version=version)
    fixtures["npy-" + name] = out.getvalue()


ramp = np.arange(6).reshape(2, 3)
for code in ["<f8", ">f8", "<f4", ">f4", "<f2", ">f2", "i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8",
             "u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8"]:
    npy(code, ramp.astype(code))
npy("bool", ramp % 2 == 1)
npy("fortran", np.asfortranarray(ramp.astype(float)))
npy("fortran3", np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)))
npy("scalar", np.float64(2.5))
npy("empty", np.zeros((0, 3)))
npy("v2", ramp.astype(float), (2, 0))
npy("v3", ramp.astype(float), (3, 0))
npy("special", np.array([np.inf, -np.inf, np.nan, -0.0, 5e-324, 1.7976931348623157e308]))
npy("halves", np.array([0.1, -65504, 6e-8, np.inf], dtype="<f2"))
npy("extremes", np.array([-2**63, 2**63 - 1], dtype="<i8"))
npy("object", np.array([1, None], dtype=object))
npy("complex", np.array([1j]))
npy("record", np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]))
npy("text", np.array(["a"]))
npy("date", np.array(["2020-01-01"], dtype="M8[D]"))


def npz(name, save, **arrays):
    out = io.BytesIO()
    save(out, **arrays)
    fixtures["npz-" + name] = out.getvalue()


cloud = dict(points=np.array([[0.0, 1], [2, 3], [4, 5]]), weights=np.array([0.25, 0.25, 0.5]))
npz("stored", np.savez, **cloud)
npz("deflated", np.savez_compressed, **cloud)
npz("grid", np.savez_compressed, density=np.arange(1.0, 7).reshape(2, 3), box=np.array([[0, 2], [-1, 1]]))
npz("plan", np.savez, rows=np.array([0, 1]), cols=np.array([1, 0]), mass=np.array([0.5, 0.5]),
    shape=np.array([2, 2]))
npz("large", np.savez_compressed, cost=np.zeros((300, 300)))
npz("object", np.savez, points=np.zeros((2, 1)), note=np.array(["a", None], dtype=object))


def png(name, width, height, depth, colour, rows, extra=b"", passes=None):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 1 if passes else 0)
    data = b"".join(b"\0" + bytes(row) for row in rows)
    fixtures["png-" + name] = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data))
        + chunk(b"IEND", b""))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


grey = [[0, 1, 127], [128, 254, 255]]
png("grey8", 3, 2, 8, 0, grey)
png("gamma", 3, 2, 8, 0, grey, chunk(b"gAMA", struct.pack(">I", 100000)))
png("grey16", 3, 2, 16, 0, [struct.pack(">3H", *row) for row in [[0, 1, 257], [32768, 65534, 65535]]])
png("gamma16", 3, 2, 16, 0, [struct.pack(">3H", *row) for row in [[0, 1, 257], [32768, 65534, 65535]]],
    chunk(b"gAMA", struct.pack(">I", 45455)))
png("grey1", 3, 2, 1, 0, [[0b01000000], [0b10100000]])
png("grey2", 3, 1, 2, 0, [[0b00011000]])
png("grey4", 3, 1, 4, 0, [[0x0F, 0x70]])
png("alpha8", 2, 1, 8, 4, [[200, 255, 200, 51]])
png("alpha16", 2, 1, 16, 4, [struct.pack(">4H", 40000, 65535, 40000, 0)])
png("rgb8", 3, 1, 8, 2, [[255, 0, 0, 7, 7, 7, 10, 20, 30]])
png("rgb16", 2, 1, 16, 2, [struct.pack(">6H", 300, 300, 300, 65535, 0, 0)])
png("rgba8", 2, 1, 8, 6, [[100, 100, 100, 255, 100, 100, 100, 0]])
palette = chunk(b"PLTE", bytes([0, 0, 0, 9, 9, 9, 255, 255, 255]))
png("palette", 3, 1, 8, 3, [[0, 1, 2]], palette)
png("transparent", 3, 1, 8, 3, [[0, 1, 2]], palette + chunk(b"tRNS", bytes([255, 255, 0])))
# Adam7 on 3 x 3: passes 1, 4, 5, 6 and 7 hold pixels.
pixels = [[10, 11, 12], [13, 14, 15], [16, 17, 18]]
png("interlaced", 3, 3, 8, 0, [[10], [12], [16, 18], [11], [17], [13, 14, 15]], passes=7)
png("black", 2, 2, 8, 0, [[0, 0], [0, 0]])

with open("Tests/TransportIOTests/Fixtures.swift", "w") as out:
    out.write("import Foundation\n\n")
    out.write("/// Small files made by NumPy and by hand; written by Tests/Fixtures/make_fixtures.py.\n")
    out.write("enum Fixtures {\n")
    out.write("  /// The bytes of the file called `name`.\n")
    out.write("  static func bytes(_ name: String) -> [UInt8] {\n")
    out.write("    let packed = texts[name]?.split(separator: \"\\n\").joined() ?? \"\"\n")
    out.write("    return Data(base64Encoded: packed).map(Array.init) ?? []\n  }\n\n")
    out.write("  /// The names of the files of one format.\n")
    out.write("  static func names(_ prefix: String) -> [String] {\n")
    out.write("    texts.keys.filter { $0.hasPrefix(prefix) }.sorted()\n  }\n\n")
    out.write("  private static let texts: [String: String] = [\n")
    for name, data in sorted(fixtures.items()):
        text = base64.b64encode(data).decode()
        lines = [text[i:i + 88] for i in range(0, len(text), 88)]
        out.write(f"    \"{name}\": \"\"\"\n")
        for line in lines:
            out.write("    " + line + "\n")
        out.write("    \"\"\",\n")
    out.write("  ]\n}\n")
