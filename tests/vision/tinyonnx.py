"""A whole ONNX model in a few bytes: whatever the picture, it answers a given table (to test reading one)."""

import struct
from pathlib import Path

import numpy as np

FLOAT = 1  # TensorProto.DataType


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def whole(field: int, number: int) -> bytes:
    return varint(field << 3) + varint(number)


def part(field: int, content: bytes | str) -> bytes:
    data = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(data)) + data


def value(name: str, shape: tuple[int, ...]) -> bytes:
    """ValueInfoProto of a float tensor."""
    dims = b"".join(part(1, whole(1, size)) for size in shape)
    return part(1, name) + part(2, part(1, whole(1, FLOAT) + part(2, dims)))


def model(path: Path, table: np.ndarray, *, names: str = "", size: int = 64, channels: int = 3) -> Path:
    """Input "images" 1 x channels x size x size; output: the table, as it is."""
    flat = table.astype("<f4")
    tensor = b"".join(whole(1, each) for each in table.shape) + whole(2, FLOAT) + part(8, "table")
    tensor += part(9, struct.pack(f"<{flat.size}f", *flat.ravel().tolist()))
    node = part(1, "table") + part(2, "output0") + part(4, "Identity")
    graph = part(1, node) + part(2, "answer") + part(5, tensor)
    graph += part(11, value("images", (1, channels, size, size))) + part(12, value("output0", table.shape))
    whole_model = whole(1, 8) + part(7, graph) + part(8, whole(2, 13))
    if names:
        whole_model += part(14, part(1, "names") + part(2, names))
    path.write_bytes(whole_model)
    return path
