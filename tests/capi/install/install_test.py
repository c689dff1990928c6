#!/usr/bin/env python3
"""Installs into an empty prefix, then builds and runs a C and a C++ program against that.

    install_test.py BUILD_DIR
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(*command, **options):
    print("+", *command, flush=True)
    subprocess.check_call([str(word) for word in command], **options)


def output(*command, **options):
    return subprocess.check_output(command, text=True, **options)


def library_dir(prefix):
    return next(prefix.rglob("libpostern.so")).parent


def build_with_pkg_config(prefix, work):
    environment = dict(os.environ, PKG_CONFIG_PATH=library_dir(prefix) / "pkgconfig")
    flags = output("pkg-config", "--cflags", "--libs", "postern", env=environment).split()
    source, program = HERE / "consumer.c", work / "consumer_c"
    run("cc", "-std=c99", "-pedantic", "-Wall", "-Werror", f"-I{HERE.parent}", source, *flags,
        f"-Wl,-rpath,{library_dir(prefix)}", "-o", program)
    return program


def build_with_find_package(prefix, work):
    build = work / "cpp"
    run("cmake", "-S", HERE, "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", build)
    return build / "consumer"


def check_contents(prefix):
    """What users were promised to find, and nothing of the insides."""
    names = {str(path.relative_to(prefix)) for path in prefix.rglob("*") if not path.is_dir()}
    assert "include/postern/postern.h" in names and "include/postern/postern.hpp" in names, names
    assert any(name.endswith("libpostern.so.1") for name in names), names
    assert "bin/postern" in names, names
    insides = [n for n in names if n.endswith((".a", ".cc")) or "README" in n]
    assert not insides, insides


def main():
    build_dir = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        prefix = work / "prefix"
        run("cmake", "--install", build_dir, "--prefix", prefix, stdout=subprocess.DEVNULL)
        check_contents(prefix)
        for build in (build_with_pkg_config, build_with_find_package):
            run(build(prefix, work), cwd=work)
    print("passed")


if __name__ == "__main__":
    main()
