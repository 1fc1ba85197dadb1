// node node.mjs CALLS.json ANSWERS.json: runs the calls of every model in onnxruntime-node.
import { readFile, writeFile } from "node:fs/promises";
import ort from "onnxruntime-node";
import { runCalls } from "./calls.mjs";

const [callsFile, answersFile] = process.argv.slice(2);
const models = JSON.parse(await readFile(callsFile, "utf8"));
const answers = {};
for (const { name, path, calls } of models) {
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1 });
  answers[name] = await runCalls(ort, session, calls);
  await session.release();
}
await writeFile(answersFile, JSON.stringify(answers));
