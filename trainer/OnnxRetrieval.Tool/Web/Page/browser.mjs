// Runs the model in the browser: the files beside this page, by onnxruntime-web. What they take and give is told by the
// retrieval contract, and every answer is that of the server of `onnx-retrieval serve`.
import * as ort from "./ort/ort.wasm.bundle.min.mjs";

const MOST_FOUND = 20;
const RESERVED = ["k", "exclude", "candidates", "nprobe"];
// More than there are: a file gives all it has.
const ALL = 2 ** 31 - 1;
// What is written with digits, not what else a script takes for a number, such as 0x10.
const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

// More threads need headers that a plain static host does not send.
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { wasm: new URL("./ort/ort-wasm-simd-threaded.wasm", import.meta.url).href };

export class BrowserModel {
  #retrieval;
  #similar;
  #description;

  static async load(description) {
    const model = new BrowserModel();
    model.#description = description;
    model.#retrieval = await RetrievalFile.load(description.retrieval, description);
    model.#similar = description.similar && (await RetrievalFile.load(description.similar, description));
    return model;
  }

  async recommend(request) {
    const { id_feature: idFeature, history_feature: historyFeature } = this.#description;
    const values = { ...request.features };
    if (request.user) {
      values[idFeature] = request.user;
    }
    const history = request.history ?? [];
    return this.#best(this.#retrieval, { values, lists: { [historyFeature]: history } }, request, [
      ...request.exclude,
      ...history,
    ]);
  }

  async similar(request) {
    const query = { values: { [this.#similar.features[0]]: request.item }, lists: {} };
    return this.#best(this.#similar, query, request, request.exclude);
  }

  async search(text) {
    const wanted = text.toLowerCase();
    const title = this.#description.columns.findIndex(({ name }) => name === this.#description.title_column);
    return found(
      this.#retrieval.catalogue
        .filter(
          ({ id, columns }) =>
            id.toLowerCase().startsWith(wanted) || columns[title]?.toLowerCase().includes(wanted),
        )
        .slice(0, MOST_FOUND),
    );
  }

  async items(ids) {
    return found(this.#retrieval.catalogue.filter(({ id }) => ids.includes(id)));
  }

  async #best(file, query, request, excluded) {
    const wanted = request.filter?.toLowerCase();
    const column = this.#description.columns.findIndex(({ name }) => name === request.column);
    const isWhole = wanted || (excluded.length > 0 && !file.canExclude);
    const { known, hits } = await file.run(query, isWhole ? ALL : request.count, excluded);
    return {
      known,
      hits: hits
        .filter(({ id, columns }) => !excluded.includes(id) && (!wanted || columns[column].toLowerCase().includes(wanted)))
        .slice(0, request.count),
    };
  }
}

/** A retrieval file and the items that are in it. */
class RetrievalFile {
  #session;
  #described;
  #columns;
  #texts;
  #byRow = new Map();

  static async load(name, description) {
    const file = new RetrievalFile();
    file.#session = await ort.InferenceSession.create(new URL(name, location.href).href);
    file.#described = new Map(description.features.map((feature) => [feature.name, feature]));
    file.features = file.#session.inputNames.filter((input) => !RESERVED.includes(input));
    file.canExclude = file.#session.inputNames.includes("exclude");
    await file.#readCatalogue(description.columns);
    return file;
  }

  /** All items that the file gives, those that suit a stranger first: `{ id, columns }`. */
  catalogue = [];

  /**
   * The best items for a query.
   * @param {{values: Object<string, string>, lists: Object<string, string[]>}} query texts by feature, as people type them, and lists
   * @param {number} k
   * @param {string[]} excluded
   */
  async run(query, k, excluded) {
    const isFixed = !this.#session.inputNames.includes("k");
    const outputs = await this.#session.run(this.#feeds(query, k, excluded), [
      "candidate_index",
      "score",
      "query_known",
      ...(isFixed ? this.#texts : []),
    ]);
    const items = isFixed ? this.#itemsOf(outputs) : undefined;
    const hits = [];
    outputs.candidate_index.data.forEach((row, rank) => {
      // Where there are fewer than k, the rest are no items.
      if (row >= 0n) {
        const item = items?.[rank] ?? this.#byRow.get(Number(row));
        hits.push({ ...item, score: outputs.score.data[rank] });
      }
    });
    return { known: Boolean(outputs.query_known.data[0]), hits };
  }

  // Texts are slow to get out of a model: those of all items are read once. A file with a fixed number of results never
  // gives all.
  async #readCatalogue(columns) {
    this.#columns = columns.map(({ name }) => name);
    this.#texts = ["candidate_id", ...this.#columns.filter((name) => this.#session.outputNames.includes(name))];
    const outputs = await this.#session.run(this.#feeds({ values: {}, lists: {} }, ALL, []), [
      "candidate_index",
      ...this.#texts,
    ]);
    this.catalogue = this.#itemsOf(outputs);
    this.catalogue.forEach((item, rank) => this.#byRow.set(Number(outputs.candidate_index.data[rank]), item));
  }

  #itemsOf(outputs) {
    return Array.from(outputs.candidate_id.data, (id, rank) => ({
      id: String(id),
      columns: this.#columns.map((name) => outputs[name]?.data[rank] ?? ""),
    }));
  }

  #feeds({ values, lists }, k, excluded) {
    const feeds = {};
    for (const name of this.features) {
      feeds[name] = this.#isList(name)
        ? this.#list(name, lists[name] ?? listOf(values[name] ?? ""))
        : this.#value(name, values[name] ?? "");
    }
    const inputs = this.#session.inputNames;
    if (inputs.includes("k")) {
      feeds.k = new ort.Tensor("int64", BigInt64Array.of(BigInt(k)), [1]);
    }
    if (inputs.includes("exclude")) {
      feeds.exclude = this.#ids("exclude", excluded, [1, excluded.length]);
    }
    if (inputs.includes("candidates")) {
      feeds.candidates = this.#ids("candidates", [], [1, 0]);
    }
    if (inputs.includes("nprobe")) {
      // As many blocks of candidates as the file says.
      feeds.nprobe = new ort.Tensor("int64", BigInt64Array.of(0n), [1]);
    }
    return feeds;
  }

  #value(name, text) {
    if (this.#type(name) !== "float32") {
      return this.#ids(name, [text], [1]);
    }
    const number = text === "" ? NaN : Math.fround(Number(text));
    if (text !== "" && !(DECIMAL.test(text) && Number.isFinite(number))) {
      throw new Error(`The feature ${name} (number) takes a number such as 3.5, not '${text}'.`);
    }
    return new ort.Tensor("float32", Float32Array.of(number), [1]);
  }

  // A list of none is padding of length 1: not every operator takes an empty axis.
  #list(name, texts) {
    const padded = texts.length > 0 ? texts : [""];
    return this.#ids(name, padded, [1, padded.length]);
  }

  #ids(input, texts, dims) {
    return this.#type(input) === "string"
      ? new ort.Tensor("string", texts, dims)
      : new ort.Tensor("int64", BigInt64Array.from(texts, toInteger), dims);
  }

  #type(input) {
    return this.#session.inputMetadata.find(({ name }) => name === input).type;
  }

  #isList(name) {
    return this.#described.get(name)?.list ?? false;
  }
}

function found(items) {
  return { known: true, hits: items.map((item) => ({ ...item, score: null })) };
}

// What is no 64-bit integer is no known id either: -1 stands for none.
function toInteger(text) {
  const number = /^(0|-?[1-9]\d{0,18})$/.test(text) ? BigInt(text) : -1n;
  return BigInt.asIntN(64, number) === number ? number : -1n;
}

// a,b,"c,d"
function listOf(text) {
  return (text.match(/"(?:[^"]|"")*"|[^,]+/g) ?? []).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
}
