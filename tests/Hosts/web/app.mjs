// Recommends from a retrieval file (docs/contract.md) in the browser: ?model=FILE, or retrieval.onnx beside this page.
import * as ort from "./ort/ort.wasm.bundle.min.mjs";

// More threads need headers that a plain static host does not send.
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = new URL("./ort/", import.meta.url).href;

const byId = (id) => document.getElementById(id);
const [query, count, status, results, showAll] = [
  "query",
  "count",
  "status",
  "results",
  "show-all",
].map(byId);
const hidden = new Set();
let focusRank;

class Recommender {
  static async load(url) {
    return new Recommender(await ort.InferenceSession.create(url));
  }

  constructor(session) {
    this.session = session;
    const features = session.inputNames.filter(
      (name) => !["history", "k", "exclude"].includes(name),
    );
    if (features.length !== 1 || !session.outputNames.includes("candidate_id")) {
      throw new Error(
        `This page takes a retrieval file with an id and at most a history, and this file has the inputs ${session.inputNames.join(", ")}.`,
      );
    }
    this.feature = features[0];
  }

  /** @returns {Promise<{known: boolean, hits: {id: string, title: string, score: number}[]}>} */
  async recommend(id, k, excluded) {
    const feeds = { [this.feature]: this.#ids(this.feature, [id], [1]) };
    if (this.session.inputNames.includes("history")) {
      // Everybody is known by the id alone here.
      feeds.history = this.#ids("history", [], [1, 0]);
    }
    if (this.session.inputNames.includes("k")) {
      feeds.k = new ort.Tensor("int64", BigInt64Array.of(BigInt(k)), [1]);
    }
    if (this.session.inputNames.includes("exclude")) {
      feeds.exclude = this.#ids("exclude", excluded, [1, excluded.length]);
    }
    const outputs = await this.session.run(feeds);
    const hits = Array.from(outputs.candidate_id.data, (candidate, rank) => ({
      id: String(candidate),
      title: outputs.title?.data[rank] || String(candidate),
      score: outputs.score.data[rank],
    }));
    return {
      known: Boolean(outputs.query_known.data[0]),
      // Where there are fewer than k, the rest have the score -Infinity.
      hits: hits.filter((hit) => Number.isFinite(hit.score)),
    };
  }

  #ids(input, ids, dims) {
    const { type } = this.session.inputMetadata.find((metadata) => metadata.name === input);
    return type === "string"
      ? new ort.Tensor("string", ids, dims)
      : new ort.Tensor("int64", BigInt64Array.from(ids, toInteger), dims);
  }
}

// What is no 64-bit integer is no known id either: -1 stands for none.
function toInteger(text) {
  const number = /^-?\d{1,19}$/.test(text) ? BigInt(text) : -1n;
  return BigInt.asIntN(64, number) === number ? number : -1n;
}

function show({ known, hits }) {
  results.replaceChildren(
    ...hits.map(({ id, title, score }, rank) => {
      const item = document.createElement("li");
      const row = item.appendChild(document.createElement("div"));
      row.className = "row";
      const name = row.appendChild(document.createElement("span"));
      name.className = "title";
      name.textContent = title;
      const number = row.appendChild(document.createElement("span"));
      number.className = "score";
      number.textContent = score.toFixed(3);
      const hide = row.appendChild(document.createElement("button"));
      hide.type = "button";
      hide.textContent = "Hide";
      hide.setAttribute("aria-label", `Hide ${title}`);
      hide.addEventListener("click", () => {
        hidden.add(id);
        focusRank = rank;
        refresh();
      });
      return item;
    }),
  );
  if (focusRank !== undefined) {
    // The keyboard stays where it was, on what moved up.
    const buttons = results.querySelectorAll("button");
    (buttons[Math.min(focusRank, buttons.length - 1)] ?? query).focus();
    focusRank = undefined;
  }
  showAll.hidden = hidden.size === 0;
  status.textContent =
    query.value === ""
      ? "For someone unknown:"
      : known
        ? `For ${query.value}:`
        : `${query.value} is not known. For someone unknown:`;
}

let recommender;
let running = false;
let again = false;

// One call at a time, and after it one more for the latest input.
async function refresh() {
  results.setAttribute("aria-busy", "true");
  again = true;
  if (running) {
    return;
  }
  running = true;
  try {
    while (again) {
      again = false;
      const k = Math.max(1, Math.trunc(Number(count.value)) || 1);
      show(await recommender.recommend(query.value, k, [...hidden]));
    }
  } catch (error) {
    status.textContent = `The model cannot be run: ${error.message}`;
    results.replaceChildren();
  } finally {
    running = false;
    results.setAttribute("aria-busy", "false");
  }
}

const model = new URLSearchParams(location.search).get("model") ?? "retrieval.onnx";
try {
  recommender = await Recommender.load(new URL(model, location.href).href);
  query.addEventListener("input", refresh);
  count.addEventListener("input", refresh);
  showAll.addEventListener("click", () => {
    hidden.clear();
    query.focus();
    refresh();
  });
  document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  await refresh();
} catch (error) {
  status.textContent = `${model} cannot be loaded: ${error.message}`;
  results.setAttribute("aria-busy", "false");
}
