"""Recommends from a retrieval file by ONNX Runtime in Python.

    python recommend.py MODEL.onnx --user 42 --history 50,172 --exclude 1,2 -k 10
"""

import argparse
import sys
from typing import Any, NamedTuple, Sequence

import numpy as np
import onnxruntime

RESERVED = {"k", "exclude", "candidates", "nprobe"}

# What stands for a value that is not given, by the input's type in the file.
MISSING = {
    "tensor(string)": (object, ""),
    "tensor(int64)": (np.int64, -1),
    "tensor(float)": (np.float32, np.nan),
}


class Hit(NamedTuple):
    """A recommended item."""

    id: Any
    """As in the data: text, or an integer."""

    title: str | None
    """None where the file has no titles."""

    score: float


class Recommender:
    """A retrieval file, loaded once for all calls; any number of threads may call it."""

    def __init__(self, path: str, options: onnxruntime.SessionOptions | None = None):
        self._session = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {entry.name: entry for entry in self._session.get_inputs()}
        self._outputs = [entry.name for entry in self._session.get_outputs()]

    @property
    def features(self) -> list[str]:
        """The features that a query may give."""
        return [name for name in self._inputs if name not in RESERVED]

    def recommend(
        self, queries: Sequence[dict[str, Any]], k: int = 10, exclude: Sequence[Any] = ()
    ) -> list[tuple[bool, list[Hit]]]:
        """The best items for each query.

        A query has raw values by feature, a list for a feature that is one; what is not given counts as missing.
        `exclude` holds ids never to return to any of them. For each query it is told whether the model knows anything
        of it (if not, the list is for a stranger), and there are at most `k` hits, the best first.
        """
        for query in queries:
            for name in query.keys() - set(self.features):
                raise ValueError(f"The model has no feature {name}; it has {', '.join(self.features)}.")
        feeds = {
            name: self._tensor(name, [query.get(name) for query in queries])
            for name in self.features
        }
        if "k" in self._inputs:
            feeds["k"] = np.array([k], np.int64)
        if "nprobe" in self._inputs:
            # As many blocks of candidates as the file says.
            feeds["nprobe"] = np.array([0], np.int64)
        for name in ("exclude", "candidates"):
            if name in self._inputs:
                ids = exclude if name == "exclude" else ()
                feeds[name] = self._tensor(name, [list(ids)])
        outputs = dict(zip(self._outputs, self._session.run(None, feeds)))
        return [
            (bool(outputs["query_known"][row]), self._hits(outputs, row))
            for row in range(len(queries))
        ]

    @staticmethod
    def _hits(outputs: dict[str, np.ndarray], row: int) -> list[Hit]:
        ids = outputs["candidate_id"][row].tolist()
        titles = outputs["title"][row].tolist() if "title" in outputs else [None] * len(ids)
        # Where exclusion leaves fewer than k, a row ends with -1.
        return [
            Hit(ids[rank], titles[rank], float(outputs["score"][row, rank]))
            for rank in np.flatnonzero(outputs["candidate_index"][row] >= 0)
        ]

    def _tensor(self, name: str, values: list[Any]) -> np.ndarray:
        """One value a query, or one row a query where the feature is a list; rows are padded to the longest."""
        dtype, missing = MISSING[self._inputs[name].type]
        if len(self._inputs[name].shape) == 1:
            return np.array([missing if value is None else value for value in values], dtype)
        rows = [list(value or ()) for value in values]
        length = max(1, *map(len, rows)) if rows else 1
        return np.array([row + [missing] * (length - len(row)) for row in rows], dtype)


def main() -> int:
    parser = argparse.ArgumentParser(description="Recommends from a retrieval file.")
    parser.add_argument("model")
    parser.add_argument("--user", help="the user's id")
    parser.add_argument("--history", help="ids of items that were met, the latest last")
    parser.add_argument("--exclude", help="ids never to return")
    parser.add_argument("-k", type=int, default=10, help="how many (default: %(default)s)")
    arguments = parser.parse_args()

    recommender = Recommender(arguments.model)
    query: dict[str, Any] = {}
    if arguments.user is not None:
        query["user_id"] = arguments.user
    if arguments.history:
        query["history"] = arguments.history.split(",")
    exclude = arguments.exclude.split(",") if arguments.exclude else []
    [(known, hits)] = recommender.recommend([query], arguments.k, exclude)
    for hit in hits:
        print(f"{hit.id} {hit.title} {hit.score:.3f}")
    if not known:
        print("The model does not know who asks: this is for a stranger.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
