// ?model=ADDRESS: another file than the sample of the repository.
import * as ort from "onnxruntime-web";
import { Recommender } from "../node/recommender.mjs";

// More threads need headers that a plain static host does not send.
ort.env.wasm.numThreads = 1;

const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
const list = document.querySelector("ol");
const model = new URLSearchParams(location.search).get("model") ?? "../../artifacts/sample/retrieval.onnx";

try {
  const recommender = await Recommender.load(ort, model);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    recommend(recommender).catch(tell);
  });
  form.querySelector("button").disabled = false;
  status.textContent = "Ready.";
} catch (error) {
  tell(error);
}

async function recommend(recommender) {
  const user = form.elements.user.value.trim();
  const seen = form.elements.history.value.split(",").map((id) => id.trim()).filter(Boolean);
  const { known, hits } = await recommender.recommend({ user_id: user || [], history: seen }, { exclude: seen });
  status.textContent = known ? "For you:" : "For a stranger:";
  list.replaceChildren(...hits.map(toEntry));
}

function toEntry({ id, title, score }) {
  const entry = document.createElement("li");
  entry.textContent = title ?? id;
  entry.title = `${id}: ${score.toFixed(3)}`;
  return entry;
}

function tell(error) {
  list.replaceChildren();
  status.textContent = error.message;
}
