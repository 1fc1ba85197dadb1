// node triton.mjs MODEL_FOLDER REQUEST.json: holds a request of Triton's HTTP protocol against the configuration in the
// model's folder, as Triton would, runs it by onnxruntime-node, and prints the first query's items.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";

const [folder, requestFile] = process.argv.slice(2);
const config = await readFile(join(folder, "config.pbtxt"), "utf8");
const request = JSON.parse(await readFile(requestFile, "utf8"));
const wanted = described("input");

const feeds = {};
for (const { name, datatype, shape, data } of request.inputs) {
  const { type, dims } = wanted.get(name) ?? fail(`${name} is no input of the model`);
  wanted.delete(name);
  if (type !== `TYPE_${datatype}`) fail(`${name} is ${type}, not ${datatype}`);
  const fits = dims.length === shape.length && dims.every((size, axis) => size < 0 || size === shape[axis]);
  if (!fits) fail(`${name} is [${dims}], not [${shape}]`);
  feeds[name] = new Tensor("int64", BigInt64Array.from(data, BigInt), shape);
}
if (wanted.size > 0) fail(`${[...wanted.keys()]} are missing`);
const given = described("output");
for (const { name } of request.outputs) {
  if (!given.has(name)) fail(`${name} is no output of the model`);
}

const session = await InferenceSession.create(join(folder, "1", "model.onnx"));
const { candidate_id, title, score } = await session.run(feeds);
for (let rank = 0; rank < candidate_id.dims[1]; rank++) {
  console.log(`${candidate_id.data[rank]} ${title.data[rank]} ${score.data[rank].toFixed(3)}`);
}

// The inputs or outputs of the configuration by name.
function described(kind) {
  const blocks = config.matchAll(new RegExp(`^${kind} \\{(.*?)^\\}`, "gms"));
  return new Map(
    Array.from(blocks, ([, block]) => [
      /name: "(.*)"/.exec(block)[1],
      { type: /data_type: (\w+)/.exec(block)[1], dims: /dims: \[(.*)\]/.exec(block)[1].split(",").map(Number) },
    ]),
  );
}

function fail(message) {
  throw new Error(message);
}
