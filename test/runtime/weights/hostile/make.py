"""Writes the HDF5 files of this folder: python make.py, with h5py 3.16.

Each is the weights of a model whose only layer is Dense(2) on four numbers, in Keras 3's layout, with one thing odd.
The kernel is 0 to 7, the bias is zeros.
"""

import os

import h5py
import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))
kernel = np.arange(8, dtype="f4").reshape(4, 2)
bias = np.zeros(2, "f4")


def odd(name, make):
    with h5py.File(f"{name}.weights.h5", "w") as file:
        variables = file.create_group("layers/dense/vars")
        make(file, variables)
        if "vars" in file.get("layers/dense", {}):
            (
                variables.require_dataset("0", (4, 2), "f4", data=kernel)
                if "0" not in variables
                else None
            )
            (
                variables.require_dataset("1", (2,), "f4", data=bias)
                if "1" not in variables
                else None
            )


def virtual(file, variables):
    layout = h5py.VirtualLayout((4, 2), "f4")
    layout[:] = h5py.VirtualSource("secret.h5", "x", (4, 2))
    variables.create_virtual_dataset("0", layout)


def external_group(file, variables):
    del file["layers/dense"]
    file["layers/dense"] = h5py.ExternalLink("secret.h5", "/")


def deep(file, variables):
    group = file["layers/dense"]
    for _ in range(205):
        group = group.create_group("cell")


def shared(file, variables):
    """Two ways to every group: as many ways as there are numbers of thirty bits."""
    group = file["layers/dense"]
    for _ in range(30):
        inner = group.create_group("cell")
        group["layer"] = inner
        group = inner


def put(name, value):
    def make(file, variables):
        variables[name] = value

    return make


odd("plain", lambda file, variables: None)
odd(
    "external-storage",
    lambda f, v: v.create_dataset("0", (4, 2), "u1", external=[("secret.bin", 0, 8)]),
)
odd(
    "external-storage-absolute",
    lambda f, v: v.create_dataset(
        "0", (4, 2), "u1", external=[("/etc/hostname", 0, 8)]
    ),
)
odd(
    "external-storage-input",
    lambda f, v: v.create_dataset("0", (4, 2), "u1", external=[("/dev/stdin", 0, 8)]),
)
odd("external-link", put("0", h5py.ExternalLink("secret.h5", "/x")))
odd("external-group", external_group)
odd("virtual", virtual)
odd("loop", lambda f, v: f["layers/dense"].__setitem__("layers", f["layers"]))
odd("cell-loop", lambda f, v: f["layers/dense"].__setitem__("cell", f["layers/dense"]))
odd("soft-loop", put("0", h5py.SoftLink("/layers/dense/vars/0")))
odd("deep", deep)
odd("shared", shared)
odd("unwritten", lambda f, v: v.create_dataset("0", (50000, 50000), "f4"))
for dtype in ["f2", "f8", "i8", "i4", "u1", ">f4"]:
    odd(
        f"stored-{dtype.strip('>')}{'-big-endian' if '>' in dtype else ''}",
        put("0", kernel.astype(dtype)),
    )
odd(
    "gzipped",
    lambda f, v: v.create_dataset("0", data=kernel, compression="gzip", shuffle=True),
)
odd("complex", put("0", kernel.astype("c8")))
odd("compound", put("0", np.zeros((4, 2), dtype=[("a", "f4"), ("b", "f4")])))
odd("text", put("0", np.full((4, 2), b"abc")))
odd("no-space", lambda f, v: v.create_dataset("0", data=h5py.Empty("f4")))
