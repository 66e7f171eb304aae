"""Writes the inputs that fuzzing starts from, small files of every kind, into Fuzz/corpus: python3 Fuzz/make_corpus.py"""

import io
import json
import random
import re
import struct
import zlib
from pathlib import Path

import numpy

CORPUS = Path(__file__).resolve().parent / "corpus"
RAMP = numpy.arange(6.0).reshape(2, 3) + 1


def npy(array, version=None):
    out = io.BytesIO()
    numpy.lib.format.write_array(out, numpy.asanyarray(array), version=version)
    return out.getvalue()


def npz(save=numpy.savez, **arrays):
    out = io.BytesIO()
    save(out, **arrays)
    return out.getvalue()


def png(width, height, depth, kind, rows, interlace=0):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlace)
    lines = b"".join(b"\0" + row for row in rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def few_cells(match):
    return f'"{match[1]}": {re.sub(r"[0-9]+", "4", match[2])}'


def inputs():
    yield from (("npy", npy(RAMP.astype(kind))) for kind in ("<f8", ">f4", "<i2", "u1", "<f2", "?"))
    yield from (("npy", npy(array)) for array in (numpy.asfortranarray(RAMP), numpy.zeros((0, 3)), numpy.ones((2, 2, 2)), 2.5))
    yield from (("npy", npy(RAMP, version)) for version in ((2, 0), (3, 0)))
    for save in (numpy.savez, numpy.savez_compressed):
        yield "npz", npz(save, points=RAMP, weights=numpy.ones(2))
        yield "npz", npz(save, density=RAMP, box=numpy.array([[0, 1], [0, 2.0]]))
        yield "npz", npz(save, field=numpy.ones((2, 2, 2)))
        yield "cost", npz(save, cost=RAMP)
        yield "cost", npz(save, rows=numpy.array([0, 1]), cols=numpy.array([0, 1]), cost=numpy.ones(2), shape=numpy.array([2, 2]))
        yield "plan", npz(save, rows=numpy.array([0, 1]), cols=numpy.array([0, 1]), mass=numpy.ones(2), shape=numpy.array([2, 2]))
        yield "potentials", npz(save, alpha=numpy.ones(2), beta=numpy.ones(3))
        yield "map", npz(save, points=RAMP, map=RAMP)
        yield "path", npz(save, times=numpy.array([0, 1.0]), density=numpy.ones((2, 2, 2)))
    yield "csv", b"x1,x2,weight\n0,1,0.5\n1,0,0.5\n"
    yield "csv", b"x1,x2,v1,v2\n0,1,0.5,1e300\n1,0,-0.5,nan\n"
    yield "csv", "1;2\r\n3;4\r\n".encode("utf-16")
    yield "csv", b'\xef\xbb\xbf"x1"\n"1"\n\n2'
    yield "png", png(2, 2, 8, 0, [b"\0\xff", b"\x80\x10"])
    yield "png", png(2, 1, 8, 2, [b"\0\xff\x01\x02\x03\x04"])
    yield "png", png(2, 1, 8, 6, [b"\0\xff\x01\x02\x03\x04\x05\x06"])
    yield "png", png(8, 1, 1, 0, [b"\xa5"])
    yield "png", png(2, 1, 16, 4, [b"\0\xff\x01\x02\x03\x04\x05\x06"])
    yield "pgm", b"P2\n# note\n2 2\n255\n0 1\n2 255\n"
    yield "pgm", b"P5 2 2 255\n\0\1\2\3"
    yield "pgm", b"P5 2 1 65535\n\0\1\2\3"
    for measure in ({"gaussian": {"mean": [0, 1], "covariance": [[1, 0], [0, 2]]}}, {"points": [[0, 1], [1, 0]], "weights": [0.5, 0.5]},
                    {"mixture": [{"weight": 1, "mean": [0], "covariance": [[1]]}]}, {"density": [[1, 2], [3, 4]], "box": [[0, 1], [0, 2]]},
                    {"law": {"density": [1, 2, 1], "support": [0, 1]}}, {"law": {"quantile": [0, 0.5, 2]}}):  # fmt: skip
        yield "json", json.dumps(measure).encode()
    yield "prior", b'{"linear": {"A": [[0, 1], [-1, 0]], "a": [0, 1], "B": [[1, 0], [0, 1]]}}'
    yield "prior", b'{"drift": ["-x + sin(t)", "y^2/(1+abs(x))"]}'
    yield from (("expression", text) for text in (b"(x + y, x*y)", b"exp(-x^2/2)/sqrt(2*pi)", b"max(x,min(y,t))-floor(1.5e3)", b"--x^-y^2"))
    for file in sorted((CORPUS.parents[1] / "Examples/flows").glob("*.json")):
        # A handful of cells: the reader is fed, not the solver.
        few = re.sub(r'"(cells|count|positions|velocities|width)": (\[[^]]*\]|\d+)', few_cells, file.read_text())
        yield "flow", few.encode()
    yield "flow", json.dumps({"energy": {"power": {"exponent": 2, "temperature": 1}, "interaction": {"powers": [2, 4]}, "cap": 3},
                              "space": {"grid": {"cells": [4, 4], "box": [[0, 1], [0, 1]]}}, "start": {"formula": "x*y"},
                              "timeStep": 0.1, "duration": 1}).encode()  # fmt: skip
    yield "checkpoint", struct.pack("<24Q", 0x0001574F4C46544F, 7, 1, 8, *[0x3FF0000000000000] * 8, *[0] * 12)
    numbers = random.Random(1)
    for call in range(16):
        yield "interface", bytes([0, 1, 1, call]) + bytes(numbers.randrange(256) for _ in range(160))


def main():
    for index, (target, data) in enumerate(inputs()):
        folder = CORPUS / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"seed-{index:03}").write_bytes(data)


if __name__ == "__main__":
    main()
