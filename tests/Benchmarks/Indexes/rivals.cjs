// Times indexes of npm packages: FOLDER DIMENSIONS K THREADS PACKAGE BATCH... The files and the lines are those of rivals.py.
// The package is looked for where the program is started.
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { createRequire } = require("node:module");

const ROUNDS = 7;
const EXPANSIONS = [16, 32, 64, 128, 256, 512];
const [folder, ...rest] = process.argv.slice(2);
const [dimensions, k, threads] = rest.slice(0, 3).map(Number);
const packageName = rest[3];
const batches = rest.slice(4).map(Number);
const library = createRequire(path.join(process.cwd(), "package.json"))(packageName);

function numbers(name, Type) {
  const bytes = fs.readFileSync(path.join(folder, name));
  return new Type(bytes.buffer, bytes.byteOffset, bytes.byteLength / Type.BYTES_PER_ELEMENT);
}

const vectors = numbers("vectors", Float32Array);
const queries = numbers("queries", Float32Array);
const best = numbers("best", Int32Array);
const count = vectors.length / dimensions;
const queryCount = queries.length / dimensions;
const row = (table, at, size = 1) => table.subarray(at * dimensions, (at + size) * dimensions);

const usearch = {
  name: "usearch HNSW",
  open: (expansion) =>
    new library.Index({
      metric: "ip",
      quantization: "f32",
      dimensions,
      connectivity: 16,
      expansion_add: 128,
      expansion_search: expansion,
    }),
  build(file) {
    const index = this.open(64);
    const keys = BigUint64Array.from({ length: count }, (_, at) => BigInt(at));
    index.add(keys, vectors, os.cpus().length);
    index.save(file);
  },
  load(file, expansion) {
    const index = this.open(expansion);
    index.load(file);
    return index;
  },
  search: (index, first, size) => index.search(row(queries, first, size), k, threads),
  rows: (index, at) => Array.from(index.search(row(queries, at), k, threads).keys, Number),
};

// Its binding searches for one query at a time, on one thread.
const hnswlib = {
  name: "hnswlib HNSW",
  build(file) {
    const index = new library.HierarchicalNSW("ip", dimensions);
    index.initIndex(count, 16, 128, 100);
    for (let at = 0; at < count; at++) {
      index.addPoint(Array.from(row(vectors, at)), at);
    }
    index.writeIndexSync(file);
  },
  load(file, expansion) {
    const index = new library.HierarchicalNSW("ip", dimensions);
    index.readIndexSync(file);
    index.setEf(expansion);
    return index;
  },
  asked: Array.from({ length: queryCount }, (_, at) => Array.from(row(queries, at))),
  search(index, first, size) {
    for (let at = first; at < first + size; at++) {
      index.searchKnn(this.asked[at], k);
    }
  },
  rows(index, at) {
    return index.searchKnn(this.asked[at], k).neighbors;
  },
};

function seconds(rival, index, batch, calls, first) {
  const chunks = Math.floor(queryCount / batch);
  const started = process.hrtime.bigint();
  for (let call = first; call < first + calls; call++) {
    rival.search(index, (call % chunks) * batch, batch);
  }
  return Number(process.hrtime.bigint() - started) / 1e9 / calls;
}

function milliseconds(rival, index, batch) {
  const calls = Math.max(1, Math.floor(0.1 / seconds(rival, index, batch, 1, 0)));
  const rounds = Array.from({ length: ROUNDS }, (_, round) => seconds(rival, index, batch, calls, round * calls));
  return 1000 * Math.min(...rounds);
}

function recall(rival, index) {
  let common = 0;
  for (let at = 0; at < queryCount; at++) {
    const expected = new Set(best.subarray(at * k, (at + 1) * k));
    common += rival.rows(index, at).filter((found) => expected.has(found)).length;
  }
  return common / best.length;
}

const rival = packageName === "usearch" ? usearch : hnswlib;
const file = path.join(folder, `${packageName}.index`);
const times = `${file}.seconds`;
if (!fs.existsSync(times)) {
  const started = process.hrtime.bigint();
  rival.build(file);
  fs.writeFileSync(times, String(Number(process.hrtime.bigint() - started) / 1e9));
}
for (const expansion of EXPANSIONS) {
  const index = rival.load(file, expansion);
  const found = batches.map((batch) => milliseconds(rival, index, batch));
  console.log([rival.name, expansion, fs.readFileSync(times, "utf8"), recall(rival, index), ...found].join("\t"));
}
