#!/usr/bin/env python3
"""The shared library shows its host postern_* only, and needs nothing but the C++ runtime.

    exports_test.py build/libpostern.so
"""

import re
import subprocess
import sys

ALLOWED_LIBRARIES = re.compile(r"^(libc|libm|libdl|libpthread|libstdc\+\+|libgcc_s|ld-linux.*)\.so")


def output(*command):
    return subprocess.check_output(command, text=True)


def check_exports(library):
    """C13, D19: a host may have its own SQLite or OpenSSL: a second definition would disturb it."""
    lines = output("nm", "-D", "--defined-only", library).splitlines()
    names = [line.split()[-1].split("@")[0] for line in lines]
    foreign = [n for n in names if not n.startswith("postern_") and n != "POSTERN_1"]
    assert names and not foreign, f"exports that are not postern_*: {foreign}"


def check_needed(library):
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "-d", library))
    foreign = [n for n in needed if not ALLOWED_LIBRARIES.match(n)]
    assert needed and not foreign, f"needs shared libraries besides the C++ runtime: {foreign}"


def check_hardening(library):
    """A writable table of function addresses or an executable stack would help an attacker."""
    flags, headers = output("readelf", "-d", library), output("readelf", "-lW", library)
    assert "BIND_NOW" in flags and "GNU_RELRO" in headers, "not linked with relro and now"
    stack = next(line for line in headers.splitlines() if "GNU_STACK" in line)
    assert "RWE" not in stack, "the stack would be executable"


def check_no_test_hooks(library):
    """K13: what only tests and fuzzers may do is not in the library at all."""
    symbols = output("nm", "-C", library).splitlines()
    hooks = [line for line in symbols if re.search(r"LLVMFuzzer|__sanitizer_cov", line)]
    assert not hooks, f"test hooks in the library: {hooks}"


def main():
    library, checks = sys.argv[1], [check_exports, check_needed, check_hardening]
    for check in checks + [check_no_test_hooks]:
        check(library)
        print(f"passed: {check.__name__}")


if __name__ == "__main__":
    main()
