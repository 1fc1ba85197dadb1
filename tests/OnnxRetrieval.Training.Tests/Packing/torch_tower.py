"""Exports a query tower by PyTorch, and what it gives for some queries: torch_tower.py FOLDER."""

import sys
import warnings

import numpy as np
import torch

warnings.filterwarnings("ignore")
folder = sys.argv[1]
torch.manual_seed(1)
USERS, ITEMS, DIMENSIONS = 50, 40, 8


class Tower(torch.nn.Module):
    """A user's id and age: the row behind the last user is that of strangers."""

    def __init__(self):
        super().__init__()
        self.users = torch.nn.Embedding(USERS + 1, 16)
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(17, 32),
            torch.nn.GELU(),
            torch.nn.LayerNorm(32),
            torch.nn.Linear(32, DIMENSIONS),
        )

    def forward(self, user, age):
        features = torch.cat([self.users(user), torch.log1p(age).unsqueeze(1)], dim=1)
        return torch.nn.functional.normalize(self.layers(features))


tower = Tower().eval()
user = torch.arange(USERS + 1)
age = torch.linspace(1, 90, USERS + 1)
torch.onnx.export(
    tower,
    (user, age),
    f"{folder}/tower.onnx",
    input_names=["user", "age"],
    output_names=["embedding"],
    dynamic_axes={name: {0: "n"} for name in ["user", "age", "embedding"]},
    opset_version=14,
)
items = np.random.RandomState(1).randn(ITEMS, DIMENSIONS)
with torch.no_grad():
    scores = tower(user, age).numpy().astype(np.float64) @ items.T
np.save(f"{folder}/items.npy", items.astype(np.float32))
np.save(f"{folder}/scores.npy", scores.astype(np.float32))
np.save(f"{folder}/ages.npy", age.numpy().reshape(-1, 1))
