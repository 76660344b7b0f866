"""Machine code from LLVM IR, kept in the user's cache directory so that a game is compiled once.

An entry is a file named by what its bytes depend on (IR, processor, features, versions of llvmlite and LLVM): a
SHA-256 of the rest, then the rest. A damaged entry, or one that others can write, is rebuilt, never loaded. Writing is
atomic, so that several processes may share the directory.
"""

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import llvmlite
import llvmlite.binding as llvm

from standoff.solvers.logit.code import ENTRY

_DIGEST = hashlib.sha256().digest_size
_OPTIMISATION = 2  # of instruction selection and scheduling; the IR itself is already minimal


class Processor(NamedTuple):
    """What code is generated for."""

    name: str
    features: str

    @property
    def lanes(self) -> int:
        """Doubles in one vector register."""
        if "+avx512f" in self.features.split(",") and "+avx512dq" in self.features.split(","):
            return 8
        return 4 if "+avx2" in self.features.split(",") else 2


@lru_cache(1)
def host() -> Processor:
    """Return this machine's processor.

    ``STANDOFF_LANES=4`` (or 2) leaves the wider instructions unused, to compare with older machines.
    """
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features()
    limit = int(os.environ.get("STANDOFF_LANES", "8"))
    for feature in features:
        if (limit < 8 and feature.startswith(("avx512", "avx10"))) or (limit < 4 and feature in ("avx2", "fma")):
            features[feature] = False
    return Processor(llvm.get_host_cpu_name(), features.flatten())


def directory() -> Path:
    """Return the cache directory: ``$XDG_CACHE_HOME/standoff`` or ``~/.cache/standoff``."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "standoff"


class Machine:
    """Compiled code, alive as long as this object.

    Attributes
    ----------
    address : int
        Of the function ``void (block0, block1, out)``.
    size : int
        Bytes of the object file.
    compiled : bool
        False if the code came from the cache.
    """

    def __init__(self, blob: bytes, *, compiled: bool) -> None:
        self._engine = _engine()
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(blob))
        self._engine.finalize_object()
        self.address: int = self._engine.get_function_address(ENTRY)
        self.size = len(blob)
        self.compiled = compiled


def machine(ir: str) -> Machine:
    """Return the machine code of `ir`, from the cache if it is there.

    A cache that cannot be read or written costs time, never an error.
    """
    key = key_of(ir)
    found = known(key)
    if found is not None:
        return found
    blob = _compile(ir)
    store(f"{key}.o", blob)
    return Machine(blob, compiled=True)


def key_of(*parts: str) -> str:
    """Return the name under which what is made from `parts` for this machine is kept."""
    return hashlib.sha256("\0".join((*parts, *host(), *versions())).encode()).hexdigest()


def known(key: str) -> Machine | None:
    """Return the machine code kept under `key`, None where there is none that can be trusted."""
    blob = load(f"{key}.o")
    return None if blob is None else Machine(blob, compiled=False)


def versions() -> tuple[str, ...]:
    """Return the versions that machine code depends on."""
    return (llvmlite.__version__, ".".join(map(str, llvm.llvm_version_info)), str(_OPTIMISATION))


def load(name: str) -> bytes | None:
    """Return the bytes stored under `name`, None where absent, damaged, or not this user's own."""
    with suppress(OSError):
        path = directory() / name
        for place in (path.parent, path):
            found = place.lstat()
            if found.st_uid != os.getuid() or stat.S_ISLNK(found.st_mode) or found.st_mode & 0o022:
                return None
        content = path.read_bytes()
        if hashlib.sha256(content[_DIGEST:]).digest() == content[:_DIGEST]:
            return content[_DIGEST:]
    return None


def store(name: str, blob: bytes) -> None:
    """Store bytes under `name` by atomic rename, in a directory only its owner can enter."""
    with suppress(OSError):
        folder = directory()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(blob).digest() + blob)
            os.replace(temporary, folder / name)
        except BaseException:
            os.unlink(temporary)
            raise


def _target_machine() -> Any:
    processor = host()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=processor.name, features=processor.features, opt=_OPTIMISATION, codemodel="jitdefault", jit=True
    )


def _engine() -> Any:
    return llvm.create_mcjit_compiler(llvm.parse_assembly(f'target triple = "{_triple()}"\n'), _target_machine())


def _triple() -> str:
    triple: str = llvm.get_process_triple()
    return triple


def _compile(ir: str) -> bytes:
    module = llvm.parse_assembly(f'target triple = "{_triple()}"\n{ir}')
    module.verify()
    blob: bytes = _target_machine().emit_object(module)
    return blob
