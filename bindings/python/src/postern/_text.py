# Bytes across the C boundary: views going in, views coming out.
import ctypes

from ._native import Str


class In(ctypes.Structure):
    """postern_str as a parameter: points at the bytes object itself, and keeps it alive."""

    _fields_ = [("ptr", ctypes.c_char_p), ("len", ctypes.c_size_t)]


# postern_str in every other place is `Str`, whose pointer is a c_void_p: c_char_p would turn a view
# into bytes by looking for a NUL, past its end or short of it.
assert ctypes.sizeof(In) == ctypes.sizeof(Str)


def text_in(text: str) -> In:
    data = text.encode()
    return In(data, len(data))


def bytes_in(data: bytes) -> In:
    return In(data, len(data))


def view(data: bytes) -> Str:
    """A view for a struct member. The caller keeps `data` alive for as long as it is used."""
    return Str(ctypes.cast(data, ctypes.c_void_p), len(data))


def copy_out(borrowed: Str) -> bytes:
    """Copies a borrowed view; what it was borrowed from may then be freed."""
    return ctypes.string_at(borrowed.ptr, borrowed.len) if borrowed.len else b""
