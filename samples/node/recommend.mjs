// node recommend.mjs MODEL.onnx [--user ID] [--history ID,ID] [--exclude ID,ID] [--k N]
import { parseArgs } from "node:util";
import * as ort from "onnxruntime-node";
import { Recommender } from "./recommender.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    user: { type: "string" },
    history: { type: "string" },
    exclude: { type: "string" },
    k: { type: "string", default: "10" },
  },
});
const ids = (text) => text?.split(",");

try {
  const recommender = await Recommender.load(ort, positionals[0]);
  const query = {};
  if (values.user !== undefined) query.user_id = values.user;
  if (values.history !== undefined) query.history = ids(values.history);
  const { known, hits } = await recommender.recommend(query, { k: Number(values.k), exclude: ids(values.exclude) });
  for (const { id, title, score } of hits) {
    console.log(`${id} ${title} ${score.toFixed(3)}`);
  }
  if (!known) {
    console.error("The model does not know who asks: this is for a stranger.");
  }
  await recommender.release();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
