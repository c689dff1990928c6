# Finds libpostern, checks that it is the one this package was written for, and binds its functions.
import ctypes
import os
import pathlib

from ._native import ABI_VERSION, FUNCTIONS, Str
from ._text import In

_HERE = pathlib.Path(__file__).resolve().parent

# These only read memory: for them giving up the interpreter lock would cost more than the work.
_QUICK = {
    "postern_buf_view",
    "postern_claims_json",
    "postern_claims_free",
    "postern_error_status",
    "postern_error_code",
    "postern_error_message",
    "postern_error_free",
    "postern_reply_set",
    "postern_reply_fail",
    "postern_reply_row",
}


def _candidates():
    """Where the library may be, most deliberate first."""
    named = os.environ.get("POSTERN_LIBRARY")
    if named:
        return [pathlib.Path(named)]  # Named explicitly: loading another one would hide a mistake.
    found = [_HERE / "libpostern.so"]
    if len(_HERE.parents) > 3:
        found.append(_HERE.parents[3] / "build" / "libpostern.so")
    return found


def _open():
    tried = _candidates()
    for path in tried:
        if path.exists():
            return path
    raise ImportError(
        "postern: libpostern.so was not found at "
        + " or ".join(str(path) for path in tried)
        + "; build it (./do build), or name it in POSTERN_LIBRARY"
    )


def _check_version(library, path):
    try:
        version = library.postern_abi_version
    except AttributeError:
        raise ImportError(f"postern: {path} is not a Postern library") from None
    version.restype = ctypes.c_uint32
    if version() != ABI_VERSION:
        raise ImportError(
            f"postern: {path} has ABI version {version()}, this package needs {ABI_VERSION}"
        )


def _bind(library, quick, path):
    """All functions at once, so that an old library fails here and not in the middle of a call."""
    bound = {}
    for name, (restype, argtypes) in FUNCTIONS.items():
        try:
            function = getattr(quick if name in _QUICK else library, name)
        except AttributeError:
            text = f"postern: {path} lacks {name}; it is older than this package"
            raise ImportError(text) from None
        function.restype = restype
        function.argtypes = [In if kind is Str else kind for kind in argtypes]
        bound[name[len("postern_") :]] = function
    return bound


class Library:
    """The bound functions as attributes, without their prefix: `lib.open`, `lib.call`, ..."""

    def __init__(self):
        self.path = _open()
        try:
            blocking, quick = ctypes.CDLL(str(self.path)), ctypes.PyDLL(str(self.path))
        except OSError as error:
            raise ImportError(f"postern: {self.path} cannot be loaded: {error}") from error
        _check_version(blocking, self.path)
        self.__dict__.update(_bind(blocking, quick, self.path))


lib = Library()
