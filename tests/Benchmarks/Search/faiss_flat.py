"""Times FAISS' exact index: VECTORS QUERIES (raw little-endian floats) DIMENSIONS K THREADS BATCH...

Prints the milliseconds of a search for each batch size: the least mean of several rounds of some 100 ms.
"""

import sys
import time

import faiss
import numpy

ROUNDS = 7

vectors, queries = (numpy.fromfile(path, "<f4").reshape(-1, int(sys.argv[3])) for path in sys.argv[1:3])
k, threads, *batches = map(int, sys.argv[4:])
faiss.omp_set_num_threads(threads)
index = faiss.IndexFlatIP(vectors.shape[1])
index.add(vectors)


def seconds(batch, calls, first):
    chunks = len(queries) // batch
    started = time.perf_counter()
    for call in range(first, first + calls):
        start = call % chunks * batch
        index.search(queries[start : start + batch], k)
    return (time.perf_counter() - started) / calls


for batch in batches:
    calls = max(1, int(0.1 / seconds(batch, 1, 0)))
    print(1000 * min(seconds(batch, calls, round * calls) for round in range(ROUNDS)))
