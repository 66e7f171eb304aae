"""A build backend (PEP 517, 660) that compiles the shared library with Swift and packs it beside the Python files."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
CHECKOUT = HERE.parent
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
INFO = f"{PROJECT['name']}-{PROJECT['version']}.dist-info"
TAG = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
SUFFIX = {"darwin": ".dylib"}.get(sys.platform, ".so")


def get_requires_for_build_wheel(config_settings=None):
    return []


def get_requires_for_build_editable(config_settings=None):
    return []


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    files = {f"swiftot/{path.relative_to(HERE / 'swiftot').as_posix()}": path.read_bytes()
             for path in sorted((HERE / "swiftot").rglob("*"))
             if path.suffix in (".py", ".typed")}  # fmt: skip
    files[f"swiftot/libswiftot{SUFFIX}"] = build_library().read_bytes()
    return write_wheel(Path(wheel_directory), files)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    place_library()
    return write_wheel(Path(wheel_directory), {"swiftot.pth": f"{HERE}\n".encode()})


def place_library():
    """Builds the library and puts it beside the Python files, so that they run from the checkout."""
    # Anew and not over the old one, which a running program may have mapped into its memory.
    place = HERE / "swiftot" / f"libswiftot{SUFFIX}"
    place.unlink(missing_ok=True)
    shutil.copy2(build_library(), place)


def build_library():
    """The shared library, self-contained but for the system's OpenBLAS and FFTW."""
    if os.environ.get("SWIFTOT_LIBRARY"):
        return Path(os.environ["SWIFTOT_LIBRARY"])
    swift = shutil.which("swift")
    if not swift:
        raise SystemExit("swiftot is built from source and needs a Swift 6.3 toolchain: see https://swift.org/install")
    words = [swift, "build", "-c", "release", "--product", "swiftot", "--scratch-path", str(CHECKOUT / ".build-python")]
    if sys.platform != "darwin":
        words += ["-Xswiftc", "-static-stdlib"]
    subprocess.run(words, cwd=CHECKOUT, check=True, stdin=subprocess.DEVNULL)
    library = CHECKOUT / ".build-python" / "release" / f"libswiftot{SUFFIX}"
    return stripped(library) if sys.platform != "darwin" and shutil.which("strip") else library


def stripped(library):
    """A copy without the names of functions that nothing calls by name, which are half of it."""
    copy = library.with_name(f"stripped-{library.name}")
    subprocess.run(["strip", "--strip-unneeded", "-o", str(copy), str(library)], check=True)
    return copy


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """What the wheel will say of itself, without building it."""
    for path, data in metadata().items():
        place = Path(metadata_directory) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return INFO


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def metadata():
    """The files of the folder .dist-info, but for the record of all files."""
    lines = ["Metadata-Version: 2.1", f"Name: {PROJECT['name']}", f"Version: {PROJECT['version']}",
             f"Summary: {PROJECT['description']}", f"Requires-Python: {PROJECT['requires-python']}"]  # fmt: skip
    lines += [f"Requires-Dist: {needed}" for needed in PROJECT["dependencies"]]
    for extra, needs in PROJECT["optional-dependencies"].items():
        lines += [f"Provides-Extra: {extra}"] + [f'Requires-Dist: {need}; extra == "{extra}"' for need in needs]
    wheel = f"Wheel-Version: 1.0\nGenerator: swiftot\nRoot-Is-Purelib: false\nTag: {TAG}\n"
    return {f"{INFO}/METADATA": ("\n".join(lines) + "\n").encode(), f"{INFO}/WHEEL": wheel.encode()}


def write_wheel(folder, files):
    files = files | metadata()
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, data in files.items())
    files[f"{INFO}/RECORD"] = (record + f"{INFO}/RECORD,,\n").encode()
    wheel = folder / f"{PROJECT['name']}-{PROJECT['version']}-{TAG}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return wheel.name


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    place_library()
