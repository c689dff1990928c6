"""Reads the C headers of include/postern into plain data: constants, structs, callbacks, functions.

This is no C parser. It knows the regular style the headers are written in, and fails on a
declaration it does not know rather than skip it.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

HEADERS = ("base.h", "error.h", "storage.h", "engine.h", "token.h", "trigger.h", "http.h")


@dataclass
class Variable:
    """A struct member or a parameter."""

    name: str
    type: str  # As in C, without `const` and spaces: "uint32_t", "postern_error**".


@dataclass
class Function:
    """An exported function, or the type of a callback."""

    name: str
    returns: str
    parameters: list[Variable]


@dataclass
class Interface:
    """All that the headers declare, each kind in the order of declaration."""

    constants: dict[str, int] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    structs: dict[str, list[Variable]] = field(default_factory=dict)
    opaque: list[str] = field(default_factory=list)
    callbacks: dict[str, Function] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    types: list[str] = field(default_factory=list)  # Structs and callbacks, in order.


def read_interface(include_dir):
    interface = Interface()
    for header in HEADERS:
        _read_header(Path(include_dir, "postern", header).read_text(), interface)
    return interface


def _read_header(text, interface):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for name, value in re.findall(r"^#define (POSTERN_\w+) (\d+)u?$", text, flags=re.M):
        interface.constants[name] = int(value)
    text = re.sub(r"^#.*$", "", text, flags=re.M).replace('extern "C" {', "")
    # What is left are declarations, each ended by a semicolon outside braces.
    for declaration in re.findall(r"[^;{}]+(?:\{[^{}]*\}[^;{}]*)?;", text):
        _read_declaration(" ".join(declaration[:-1].split()), interface)


def _read_declaration(text, interface):
    if match := re.fullmatch(r"enum \{ (.*) \}", text):
        for name, value in re.findall(r"(\w+) = (\d+)", match[1]):
            interface.constants[name] = int(value)
    elif match := re.fullmatch(r"typedef struct (\w+) \{ (.*?);? \} \1", text):
        interface.structs[match[1]] = [_variable(v) for v in match[2].split(";") if v.strip()]
        interface.types.append(match[1])
    elif match := re.fullmatch(r"typedef struct (\w+) \1", text):
        interface.opaque.append(match[1])
    elif match := re.fullmatch(r"typedef (.+?) \(\*(\w+)\)\((.*)\)", text):
        interface.callbacks[match[2]] = Function(match[2], _type(match[1]), _parameters(match[3]))
        interface.types.append(match[2])
    elif match := re.fullmatch(r"typedef (\w+) (\w+)", text):
        interface.aliases[match[2]] = match[1]
    elif match := re.fullmatch(
        r"POSTERN_API (.+?)(\w+)\((.*)\)(?: POSTERN_NODISCARD)?", text
    ):
        interface.functions[match[2]] = Function(match[2], _type(match[1]), _parameters(match[3]))
    else:
        raise ValueError(f"a declaration this script does not know: {text}")


def _parameters(text):
    return [] if text == "void" else [_variable(v) for v in text.split(",")]


def _variable(text):
    match = re.fullmatch(r"(.+?)(\w+)", text.strip())
    return Variable(match[2], _type(match[1]))


def _type(text):
    return re.sub(r"\bconst\b|\s", "", text)
