// A retrieval file in JavaScript. onnxruntime-node and onnxruntime-web have the same API: pass the one that is there.

const RESERVED = ["k", "exclude", "candidates", "nprobe"];

export class Recommender {
  #ort;
  #session;
  #inputs;

  /**
   * Loads a file once, for all calls.
   * @param ort the module onnxruntime-node or onnxruntime-web
   * @param {string} path in a browser, an address
   * @param {object} [options] of the session
   */
  static async load(ort, path, options) {
    const recommender = new Recommender();
    recommender.#ort = ort;
    recommender.#session = await ort.InferenceSession.create(path, options);
    recommender.#inputs = new Map(recommender.#session.inputMetadata.map((input) => [input.name, input]));
    return recommender;
  }

  /** The features that a query may give, by name. */
  get features() {
    return [...this.#inputs.keys()].filter((name) => !RESERVED.includes(name));
  }

  /**
   * The best items for a query.
   * @param {Object<string, string|number|bigint|Array>} query raw values by feature, a list for those that are lists; what
   *   is not given counts as missing
   * @param {object} [options]
   * @param {number} [options.k] how many, at least 1
   * @param {Array<string|number|bigint>} [options.exclude] ids never to return
   * @returns {Promise<{known: boolean, hits: Array<{id: string, score: number, title: string|undefined}>}>}
   *   not known: the model knows nothing of the query, and the list is for a stranger
   * @throws {Error} where a feature is given that the file does not have, or a value that is no value of it
   */
  async recommend(query, { k = 10, exclude = [] } = {}) {
    const unknown = Object.keys(query).filter((name) => !this.features.includes(name));
    if (unknown.length > 0) {
      throw new Error(`The model has no feature ${unknown[0]}; it has ${this.features.join(", ")}.`);
    }
    // 0: as many blocks of candidates as the file says.
    const asked = { ...query, k, exclude, nprobe: 0 };
    const feeds = {};
    for (const input of this.#inputs.values()) {
      feeds[input.name] = this.#tensor(input, asked[input.name]);
    }
    const outputs = await this.#session.run(feeds);
    const hits = [];
    outputs.candidate_index.data.forEach((row, rank) => {
      // Where exclusion leaves fewer than k, the list ends with rows of -1.
      if (row >= 0n) {
        hits.push({
          id: String(outputs.candidate_id.data[rank]),
          score: outputs.score.data[rank],
          title: outputs.title?.data[rank],
        });
      }
    });
    return { known: Boolean(outputs.query_known.data[0]), hits };
  }

  release() {
    return this.#session.release();
  }

  // One value, or one row of a list. A list of none is padding of length 1: not every host takes an empty axis.
  #tensor({ name, type, shape }, value) {
    const isList = shape.length === 2;
    const values = [value ?? []].flat();
    const given = values.length > 0 ? values : [missing(type)];
    if (!isList && given.length !== 1) {
      throw new Error(`${name} takes one value, not ${given.length}.`);
    }
    return new this.#ort.Tensor(type, toData(name, type, given), isList ? [1, given.length] : [1]);
  }
}

function missing(type) {
  return { string: "", int64: -1n, float32: NaN }[type];
}

function toData(name, type, values) {
  try {
    switch (type) {
      case "string":
        return values.map(String);
      case "int64":
        return BigInt64Array.from(values, BigInt);
      default:
        return Float32Array.from(values, Number);
    }
  } catch (error) {
    throw new Error(`${name} takes integers: ${error.message}.`, { cause: error });
  }
}
