"""Gradient flows: exact steps, certificates, files, blow-up, progress."""

import json
from pathlib import Path

import numpy
import pytest

import swiftot

EXAMPLES = Path(__file__).resolve().parents[2] / "Examples" / "flows"
#: A Gaussian in a well of stiffness 1 at temperature 1.
WELL = {"energy": {"potential": {"quadratic": 1}, "entropy": 1}, "space": {"line": {"cells": 60}},
        "start": {"gaussian": {"mean": [2], "covariance": [[0.25]]}}, "timeStep": 0.25, "duration": 1}  # fmt: skip


def means(found):
    """Of piecewise constant densities between nodes."""
    middles = (found.nodes[:, 1:] + found.nodes[:, :-1]) / 2
    return middles @ found.masses


def test_the_mean_takes_exact_steps():
    found = swiftot.flow(WELL, frames=4)
    assert found.times == pytest.approx([0, 0.25, 0.5, 0.75, 1], abs=1e-14)
    # m+ = m / (1 + tau k), whatever the entropy; J is 1-convex, so a step is sqrt(2 gap) from its minimiser at most.
    steps = numpy.arange(5)
    slack = steps * (numpy.sqrt(2 * found.certificate.largest_gap) + 1e-12)
    assert (numpy.abs(means(found) - means(found)[0] / 1.25**steps) <= slack).all()


def test_the_certificate_holds_of_the_numbers_given():
    found = swiftot.flow(WELL)
    energies = numpy.concatenate([[found.initial_energy], found.energies])
    lengths = numpy.diff(found.step_times, prepend=0)
    assert found.certificate.certified and found.termination == "converged" and not found.blew_up
    assert found.final_energy == found.energies[-1]
    assert found.certificate.largest_gap == found.gaps.max()
    # F(y) + d^2 / 2h <= F(x) but for the step's gap over its length.
    assert (energies[1:] + found.distances**2 / (2 * lengths) <= energies[:-1] + found.gaps / lengths + 1e-12).all()
    assert found.equation and found.mass == pytest.approx(1, abs=1e-13)


def test_a_file_a_dictionary_and_words_say_the_same(tmp_path):
    (tmp_path / "well.json").write_text(json.dumps(WELL))
    from_file = swiftot.flow(tmp_path / "well.json")
    from_words = swiftot.flow(energy=WELL["energy"], space=WELL["space"], start=swiftot.Gaussian([2.0], [[0.25]]),
                              time_step=0.25, duration=1)  # fmt: skip
    assert (from_file.nodes == swiftot.flow(WELL).nodes).all()
    assert (from_file.nodes == from_words.nodes).all()
    assert from_file.title == "well"


def test_words_take_the_place_of_keys():
    found = swiftot.flow(WELL, duration=0.5, frames=1, time_step=numpy.float64(0.25))
    assert found.times.tolist() == [0, 0.5]


def test_points_flow_as_particles(random):
    cloud = swiftot.PointCloud(random.normal(size=(30, 2)), random.random(30) + 0.5)
    found = swiftot.flow(energy={"potential": {"quadratic": 2}}, space={"particles": {"dimension": 2}}, start=cloud,
                         time_step=0.1, duration=0.1)  # fmt: skip
    # Without noise each point takes the proximal step x / (1 + tau k).
    assert found.points[-1] == pytest.approx(cloud.points / 1.2, abs=1e-7)
    assert found.points[0] == pytest.approx(cloud.points, abs=0)
    assert (found.weights == cloud.weights).all()


def test_a_density_flows_on_its_grid():
    start = swiftot.GridDensity(numpy.full((8, 6), 0.5), [[0, 2], [0, 1]])
    found = swiftot.flow(energy={"entropy": 1}, space={"grid": {"cells": [8, 6], "box": [[0, 2], [0, 1]]}}, start=start,
                         time_step=0.1, duration=0.2, frames=1)  # fmt: skip
    # Nothing flows where all is level.
    assert found.density.shape == (2, 8, 6) and found.box.tolist() == [[0, 2], [0, 1]]
    assert found.density[-1] == pytest.approx(numpy.full((8, 6), 0.5), abs=1e-6)


def test_the_examples_run(tmp_path):
    found = swiftot.flow(EXAMPLES / "double-well.json", duration=0.2, frames=2)
    assert found.certificate.certified and len(found.times) == 3
    found = swiftot.flow({"flow": "landauDamping", "cells": 8}, duration=0.2)
    assert found.density.shape[1] == 8 and found.certificate.certified


def test_gaussians_of_position_and_momentum_flow():
    found = swiftot.flow(EXAMPLES / "oscillator.json", frames=3)
    assert found.means.shape == (4, 2) and found.covariances.shape == (4, 2, 2)
    # Forces do work: F need not fall, which the certificate says.
    assert found.certificate.slack


def test_every_example_of_the_checkout_is_read():
    for path in sorted(EXAMPLES.glob("*.json")):
        # One short step each: a millionth of the duration, or of the first step.
        words = json.loads(path.read_text())
        if "flow" not in words:
            step = words["timeStep"] * 1e-6
            assert swiftot.flow(path, time_step=step, duration=step, frames=1, adaptive=None).times[-1] == pytest.approx(step)


def test_the_mass_of_bacteria_above_the_critical_one_blows_up():
    # Keller and Segel: the second moment falls at the rate 4 M (1 - M / 8 pi), to nothing in finite time.
    found = swiftot.flow({"flow": "kellerSegel", "mass": 20 * numpy.pi, "cells": 24}, duration=3)
    assert found.blew_up and found.termination == "blowUp"
    assert not found.certificate.certified
    assert found.times[-1] < 3 and found.mass[-1] == pytest.approx(20 * numpy.pi, rel=1e-9)


def test_progress_is_told_and_ends_a_flow():
    told = []

    def progress(stage, fraction, iterations):
        told.append(fraction)
        return fraction > 0.4

    found = swiftot.flow(WELL, time_step=0.01, progress=progress)
    assert found.termination == "cancelled" and not found.certificate.certified
    assert 0.4 < told[-1] < 1 and found.times[-1] < 1


@pytest.mark.parametrize("change, words", [
    ({"energy": {"entropie": 1}}, "entropie"), ({"space": None}, "space"), ({"timeStep": -1}, "timeStep"),
    ({"colour": 1}, "colour"), ({"start": {"formula": "exp(-x^2)"}}, "walls"), ({"start": "nowhere.csv"}, "nowhere.csv"),
])  # fmt: skip
def test_what_is_wrong_is_named(change, words):
    with pytest.raises(swiftot.TransportError, match=words):
        swiftot.flow({**WELL, **change})


def test_a_flow_needs_a_start_and_only_one(tmp_path):
    with pytest.raises(swiftot.TransportError, match="no key 'start'"):
        swiftot.flow({name: value for name, value in WELL.items() if name != "start"})
    with pytest.raises(swiftot.TransportError, match="start of its own"):
        swiftot.flow({"flow": "doubleWell"}, start=[[1.0]])
    with pytest.raises(swiftot.TransportError, match="coordinate"):
        swiftot.flow(WELL, start=swiftot.Gaussian([0.0, 0.0], numpy.eye(2)))


def test_files_that_are_none_are_named(tmp_path):
    (tmp_path / "torn.json").write_text('{"energy": ')
    with pytest.raises(swiftot.TransportError, match="torn.json"):
        swiftot.flow(tmp_path / "torn.json")
    with pytest.raises(FileNotFoundError):
        swiftot.flow(tmp_path / "absent.json")
