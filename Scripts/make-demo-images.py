#!/usr/bin/env python3
"""Draws the two grey images of the demo, moon.png and flower.png: mass on a black, massless ground.

Standard library only, and no random numbers: every run draws the same pixels.

    python3 Scripts/make-demo-images.py [FOLDER] [--size N]
"""

import argparse
import math
import pathlib
import struct
import zlib


def smoothstep(low, high, value):
    t = min(max((value - low) / (high - low), 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


def moon(x, y):
    """A crescent open to the upper right: a disc, less a smaller disc; shaded as a ball lit from the lower left."""
    disc = smoothstep(0.0, 0.045, 0.80 - math.hypot(x, y))
    bite = smoothstep(0.0, 0.045, math.hypot(x - 0.36, y - 0.24) - 0.62)
    light = 0.62 - 0.34 * x - 0.26 * y
    craters = 1.0
    for cx, cy, radius in ((-0.52, 0.20, 0.09), (-0.38, -0.38, 0.11), (-0.60, -0.10, 0.06), (0.08, -0.60, 0.07)):
        distance = math.hypot(x - cx, y - cy) / radius
        craters -= 0.28 * (1.0 - smoothstep(0.6, 1.0, distance))
    return disc * bite * light * craters


def flower(x, y):
    """Five petals around a bright heart, each darker towards its edge and along its middle vein."""
    radius, angle = math.hypot(x, y), math.atan2(y, x) - math.pi / 2.0
    phase = math.cos(5.0 * angle)
    edge = 0.60 + 0.25 * phase
    petal = smoothstep(0.0, 0.05, edge - radius)
    shading = 0.42 + 0.50 * smoothstep(0.15, 0.75, radius) * (1.0 - 0.45 * smoothstep(0.75, 1.0, radius / edge))
    vein = 1.0 - 0.30 * math.exp(-((math.sin(2.5 * angle) * radius / 0.045) ** 2)) * smoothstep(0.2, 0.4, radius)
    crease = 1.0 - 0.45 * smoothstep(-0.2, -1.0, phase)
    heart = smoothstep(0.0, 0.05, 0.20 - radius)
    ring = 1.0 - 0.75 * math.exp(-(((radius - 0.235) / 0.03) ** 2))
    return max(petal * shading * vein * crease * ring, 0.97 * heart * (0.8 + 0.2 * math.cos(12.0 * radius)))


def grey_levels(shape, size, samples=4):
    """Row 0 at the top; each pixel is the mean of samples x samples points."""
    for row in range(size):
        line = bytearray()
        for column in range(size):
            total = 0.0
            for a in range(samples):
                for b in range(samples):
                    x = 2.0 * (column + (a + 0.5) / samples) / size - 1.0
                    y = 1.0 - 2.0 * (row + (b + 0.5) / samples) / size
                    total += min(max(shape(x, y), 0.0), 1.0)
            line.append(int(255.0 * total / samples**2 + 0.5))
        yield bytes(line)


def png(lines, size):
    """An 8-bit grey PNG, every line unfiltered."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + line for line in lines), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def main():
    resources = pathlib.Path(__file__).resolve().parent.parent / "Sources/TransportCommands/Resources"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=resources)
    parser.add_argument("--size", type=int, default=64, help="pixels along each side")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, shape in (("moon", moon), ("flower", flower)):
        (options.folder / f"{name}.png").write_bytes(png(grey_levels(shape, options.size), options.size))


if __name__ == "__main__":
    main()
