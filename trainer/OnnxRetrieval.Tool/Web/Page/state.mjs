// What the page is asked for, kept in its address, so that it can be sent to somebody or found again.

const COUNT = 10;

export class State {
  user = "";
  features = {};
  history = [];
  excluded = [];
  column = "";
  filter = "";
  count = COUNT;
  item = "";

  static fromAddress() {
    const state = new State();
    const given = new URLSearchParams(location.hash.slice(1));
    for (const [name, value] of given) {
      if (name.startsWith("feature.")) {
        state.features[name.slice("feature.".length)] = value;
      } else if (name === "history" || name === "excluded") {
        state[name].push(value);
      } else if (name === "count") {
        state.count = toCount(value);
      } else if (["user", "column", "filter", "item"].includes(name)) {
        state[name] = value;
      }
    }
    return state;
  }

  toAddress() {
    const given = new URLSearchParams();
    const put = (name, value) => value && given.append(name, value);
    put("user", this.user);
    Object.entries(this.features).forEach(([name, value]) => put(`feature.${name}`, value));
    this.history.forEach((id) => put("history", id));
    this.excluded.forEach((id) => put("excluded", id));
    if (this.filter) {
      put("column", this.column);
      put("filter", this.filter);
    }
    put("count", this.count === COUNT ? "" : String(this.count));
    put("item", this.item);
    history.replaceState(null, "", `#${given}`);
  }

  /** What all lists have in common. */
  get #common() {
    return {
      exclude: this.excluded,
      count: this.count,
      ...(this.filter && { column: this.column, filter: this.filter }),
    };
  }

  get recommendation() {
    const features = Object.fromEntries(Object.entries(this.features).filter(([, text]) => text !== ""));
    return { user: this.user, features, history: this.history, ...this.#common };
  }

  get similarity() {
    return { item: this.item, ...this.#common };
  }
}

export function toCount(text) {
  return Math.min(1000, Math.max(1, Math.trunc(Number(text)) || COUNT));
}
