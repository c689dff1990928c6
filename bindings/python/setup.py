# Puts the built library into the wheel, and tags the wheel for the platform it was built on.
import os
import pathlib
import shutil

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]


def built_library():
    """The library to bundle: POSTERN_LIBRARY, or the one of the checkout this folder is in."""
    named = os.environ.get("POSTERN_LIBRARY")
    path = pathlib.Path(named) if named else CHECKOUT / "build" / "libpostern.so"
    return path if path.exists() else None


class BuildWithLibrary(build_py):
    def run(self):
        super().run()
        library = built_library()
        if library is None or self.editable_mode:
            return  # Found at import: POSTERN_LIBRARY, or the checkout's build folder.
        target = pathlib.Path(self.build_lib) / "postern" / "libpostern.so"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(library, target)


class PlatformWheel(bdist_wheel):
    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        _, _, platform = super().get_tag()
        return "py3", "none", platform


setup(cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel})
