#!/usr/bin/env python3
"""C15: writes down the binary interface: symbols with versions, signatures, sizes, offsets, values.

    abi_dump.py --library build/libpostern.so > capi/abi.txt   records it
    abi_dump.py --library build/libpostern.so --check          fails where it is not as recorded

Sizes and offsets come from the compiler, symbols from the library, the rest from the headers.
"""

import argparse
import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bindings/gen"))
from headers import read_interface  # noqa: E402

GOLDEN = ROOT / "capi/abi.txt"
TITLE = """\
# The binary interface: what a compiled program depends on. A line that changes breaks programs; new
# lines do not. Recorded by tests/capi/abi_dump.py, compared in the tests.
"""


def symbols(library):
    """Exported symbols with their version, as the dynamic linker sees them."""
    lines = subprocess.check_output(["nm", "-D", "--defined-only", library], text=True).splitlines()
    return sorted(line.split()[2] for line in lines if line.split()[1] != "A")


def soname(library):
    text = subprocess.check_output(["readelf", "-d", library], text=True)
    return next(line.split("[")[1].rstrip("]") for line in text.splitlines() if "SONAME" in line)


def layout(interface, compiler):
    """sizeof and offsetof, from a program compiled against the headers."""
    lines = ["#include <stdio.h>", '#include "postern/postern.h"', "int main(void) {"]
    for name, members in interface.structs.items():
        lines.append(f'printf("struct {name} size %zu\\n", sizeof({name}));')
        for member in members:
            place = f"offsetof({name}, {member.name})"
            lines.append(f'printf("  {member.name} {member.type} at %zu\\n", {place});')
    lines.append("return 0; }")
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "layout.c"), Path(folder, "layout")
        source.write_text("\n".join(lines))
        subprocess.check_call([compiler, "-std=c99", f"-I{ROOT}/include", source, "-o", program])
        return subprocess.check_output([program], text=True).splitlines()


def signature(function):
    parameters = ", ".join(f"{p.type} {p.name}" for p in function.parameters)
    return f"{function.name}({parameters}) -> {function.returns}"


def dump(library, compiler):
    interface = read_interface(ROOT / "include")
    lines = [f"soname {soname(library)}"]
    lines += [f"symbol {name}" for name in symbols(library)]
    lines += [f"function {signature(f)}" for f in interface.functions.values()]
    lines += [f"callback {signature(f)}" for f in interface.callbacks.values()]
    lines += layout(interface, compiler)
    lines += [f"constant {name} = {value}" for name, value in interface.constants.items()]
    return TITLE + "\n".join(lines) + "\n"


def check_no_buffers(interface):
    """C07: what is answered is the library's until it is freed. No function fills a buffer of
    its caller's, so none can be too small or overlap what is read."""
    for function in interface.functions.values():
        for parameter in function.parameters:
            filled = parameter.type in ("char*", "uint8_t*", "unsigned char*", "postern_str*")
            if filled or (parameter.type == "void*" and parameter.name != "ctx"):
                sys.exit(f"{function.name} fills a buffer of its caller's: {parameter.name}")
    if not any(p.type == "uint8_t*" for f in interface.callbacks.values() for p in f.parameters):
        sys.exit("callbacks that fill buffers are not seen, so functions would not be either")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", required=True)
    parser.add_argument("--compiler", default="cc")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()

    text = dump(arguments.library, arguments.compiler)
    if not arguments.check:
        sys.stdout.write(text)
        return
    check_no_buffers(read_interface(ROOT / "include"))
    recorded = GOLDEN.read_text()
    if text != recorded:
        sys.stdout.writelines(difflib.unified_diff(
            recorded.splitlines(True), text.splitlines(True), "capi/abi.txt", "this build"))
        sys.exit("the binary interface is not as recorded in capi/abi.txt")


if __name__ == "__main__":
    main()
