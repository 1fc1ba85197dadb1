"""Times FAISS' indexes: FOLDER DIMENSIONS K THREADS INDEX LISTS BATCH...

FOLDER has raw little-endian numbers: the candidates (`vectors`) and `queries` as floats, and the rows of each query's K best
candidates (`best`) as 32-bit integers. INDEX is `ivf`, with LISTS lists, or `hnsw`. Indexes are built once and kept there. Prints a line for each setting: the index, the
setting, the seconds to build, the recall, and the milliseconds of a search for each batch size, the least mean of some
rounds. Lines are parted by tabs. A search has THREADS threads; all processors build.
"""

import pathlib
import sys
import time

import faiss
import numpy

ROUNDS = 7
PROBES = (4, 8, 16, 24, 32, 64, 128, 256, 512)
EXPANSIONS = (16, 32, 64, 128, 256, 512)

folder = pathlib.Path(sys.argv[1])
dimensions, k, threads = map(int, sys.argv[2:5])
lists, *batches = map(int, sys.argv[6:])
vectors = numpy.fromfile(folder / "vectors", "<f4").reshape(-1, dimensions)
queries = numpy.fromfile(folder / "queries", "<f4").reshape(-1, dimensions)
best = numpy.fromfile(folder / "best", "<i4").reshape(-1, k)


def ivf_flat():
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimensions), dimensions, lists, faiss.METRIC_INNER_PRODUCT)
    index.cp.max_points_per_centroid = 64
    index.train(vectors)
    index.add(vectors)
    return index


def hnsw():
    index = faiss.IndexHNSWFlat(dimensions, 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 64
    index.add(vectors)
    return index


def built(name, build):
    """The index, and how many seconds it took to build it."""
    path, times = folder / f"{name}.faiss", folder / f"{name}.seconds"
    if not times.exists():
        started = time.perf_counter()
        index = build()
        took = time.perf_counter() - started
        faiss.write_index(index, str(path))
        times.write_text(str(took))
    return faiss.read_index(str(path)), float(times.read_text())


def seconds(index, batch, calls, first):
    chunks = len(queries) // batch
    started = time.perf_counter()
    for call in range(first, first + calls):
        start = call % chunks * batch
        index.search(queries[start : start + batch], k)
    return (time.perf_counter() - started) / calls


def milliseconds(index, batch):
    calls = max(1, int(0.1 / seconds(index, batch, 1, 0)))
    return 1000 * min(seconds(index, batch, calls, round * calls) for round in range(ROUNDS))


def measure(name, build, settings, use):
    index, took = built(name.replace(" ", "-"), build)
    faiss.omp_set_num_threads(threads)
    for setting in settings:
        use(index, setting)
        _, found = index.search(queries, k)
        recall = numpy.mean([len(set(a) & set(b)) for a, b in zip(found, best)]) / k
        times = [milliseconds(index, batch) for batch in batches]
        print(name, setting, took, recall, *times, sep="\t", flush=True)


if sys.argv[5] == "ivf":
    measure("FAISS IVFFlat", ivf_flat, PROBES, lambda index, probes: setattr(index, "nprobe", probes))
else:
    measure("FAISS HNSW", hnsw, EXPANSIONS, lambda index, ef: setattr(index.hnsw, "efSearch", ef))
