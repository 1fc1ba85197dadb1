// The page: takes what people do, asks the model, and shows what comes of it.
import { State, toCount } from "./state.mjs";

const element = Object.fromEntries(Array.from(document.querySelectorAll("[id]"), (found) => [found.id, found]));
const titles = new Map();
let description;
let model;
let state;
let isRunning = false;
let isAskedAgain = false;
let lastSearch = 0;

function about() {
  const number = new Intl.NumberFormat("en");
  const parts = [`${number.format(description.candidates)} items`];
  if (description.user_count > 0) {
    parts.push(`${number.format(description.user_count)} known users`);
  }
  if (description.engine === "browser") {
    parts.push("run by this page alone: nothing that you type leaves the browser");
  }
  return parts.join(" · ");
}

// Shows the fields that the model has a use for, and listens to them.
function prepare() {
  element["user-field"].hidden = !description.id_feature;
  element.users.append(...description.users.map(option));
  element["any-user"].hidden = description.users.length === 0;
  element["history-field"].hidden = !description.history_feature;
  for (const feature of description.features) {
    if (feature.name !== description.id_feature && feature.name !== description.history_feature) {
      element.features.append(featureField(feature));
    }
  }
  element["filter-field"].hidden = description.columns.length === 0;
  element.column.append(...description.columns.map(({ name }) => option(name)));

  listen(element.user, "input", () => (state.user = element.user.value.trim()));
  listen(element["any-user"], "click", () => {
    state.user = description.users[Math.floor(Math.random() * description.users.length)];
    element.user.value = state.user;
  });
  listen(element.count, "input", () => (state.count = toCount(element.count.value)));
  listen(element.filter, "input", () => (state.filter = element.filter.value));
  listen(element.column, "change", chooseColumn);
  listen(element.close, "click", () => {
    state.item = "";
    element.search.focus();
  });
  listen(element.query, "reset", (event) => {
    event.preventDefault();
    state = new State();
    fill();
  });
  element.query.addEventListener("submit", (event) => event.preventDefault());
  element.search.addEventListener("input", search);
  element.search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      endSearch();
    }
  });
  element.query.addEventListener("keydown", moveInFound);
  window.addEventListener("hashchange", start);
}

function featureField({ name, type, list }) {
  const field = create("div", { className: "field" });
  const id = `feature-${name}`;
  const input = create("input", {
    id,
    autocomplete: "off",
    placeholder: list ? "values, separated by commas" : type,
  });
  input.dataset.feature = name;
  field.append(create("label", { htmlFor: id, textContent: name }), input);
  listen(input, "input", () => (state.features[name] = input.value.trim()));
  return field;
}

function listen(target, event, change) {
  target.addEventListener(event, (happened) => {
    change(happened);
    refresh();
  });
}

// From the address, at first and when it is changed by hand.
async function start() {
  state = State.fromAddress();
  const shown = [...state.history, ...state.excluded, state.item].filter(Boolean);
  if (shown.length > 0) {
    remember((await model.items(shown)).hits);
  }
  fill();
  await refresh();
}

function fill() {
  element.user.value = state.user;
  element.count.value = state.count;
  element.filter.value = state.filter;
  element.column.value = state.column || (description.columns.at(-1)?.name ?? "");
  for (const input of element.features.querySelectorAll("input")) {
    input.value = state.features[input.dataset.feature] ?? "";
  }
  endSearch();
  chooseColumn();
}

function chooseColumn() {
  state.column = element.column.value;
  const values = description.columns.find(({ name }) => name === state.column)?.values ?? [];
  element.values.replaceChildren(...values.map(option));
}

// One question at a time, and after it one more for what was done meanwhile.
async function refresh() {
  isAskedAgain = true;
  if (isRunning) {
    return;
  }
  isRunning = true;
  element.results.setAttribute("aria-busy", "true");
  try {
    while (isAskedAgain) {
      isAskedAgain = false;
      state.toAddress();
      const [best, alike] = await Promise.all([
        model.recommend(state.recommendation),
        state.item && description.similar ? model.similar(state.similarity) : undefined,
      ]);
      show(best, alike);
    }
  } catch (error) {
    fail(error.message);
  } finally {
    isRunning = false;
    element.results.setAttribute("aria-busy", "false");
  }
}

function fail(message) {
  element.status.textContent = message;
  element.results.replaceChildren();
  element.results.setAttribute("aria-busy", "false");
}

function show(best, alike) {
  const focused = focusedPlace();
  remember(best.hits);
  showChips(element.history, "history", "Take out of the history:");
  showChips(element.excluded, "excluded", "Exclude no longer:");
  element["excluded-field"].hidden = state.excluded.length === 0;
  element["history-hint"].hidden = state.history.length > 0;
  element.status.textContent = statusOf(best);
  showHits(element.results, best.hits);
  element.alike.hidden = !alike;
  if (alike) {
    remember(alike.hits);
    element["alike-title"].textContent = `Similar to ${titleOf(state.item)}`;
    element["alike-status"].textContent = alike.known ? "" : "The model does not know this item.";
    showHits(element.similar, alike.hits);
  }
  focusAgain(focused);
}

function statusOf({ known, hits }) {
  const who = [
    state.user && `user ${state.user}`,
    state.history.length > 0 && `a history of ${state.history.length}`,
    ...Object.entries(state.features).map(([name, value]) => value && `${name} ${value}`),
  ].filter(Boolean);
  const whom =
    who.length === 0 ? "For somebody unknown" : known ? `For ${who.join(", ")}` : `The model does not know ${who.join(" or ")}; for somebody unknown`;
  return hits.length > 0 ? `${whom}:` : `${whom}: nothing is left to recommend.`;
}

function showHits(list, hits) {
  const before = new Map(Array.from(list.children, ({ dataset }, rank) => [dataset.id, rank]));
  list.replaceChildren(...hits.map((hit, rank) => row(hit, rank, before)));
}

function row({ id, score, columns }, rank, before) {
  const line = create("li");
  line.dataset.id = id;
  const place = create("span", { className: "rank", textContent: `${rank + 1}` });
  place.append(" ", moved(rank, before.size > 0 ? before.get(id) : rank));
  const title = button("title", titleOf(id), () => take(id));
  title.disabled = !description.history_feature && !description.similar;
  title.title = description.history_feature ? "Add to the history" : "";
  const details = description.columns
    .map(({ name }, index) => name !== description.title_column && columns[index].replaceAll("|", ", "))
    .filter(Boolean);
  const actions = create("span", { className: "actions" });
  if (description.similar) {
    actions.append(button("similar", "Similar", () => look(id), `Similar to ${titleOf(id)}`));
  }
  actions.append(button("exclude", "Exclude", () => state.excluded.push(id), `Exclude ${titleOf(id)}`));
  const below = create("div", { className: "below" });
  below.append(create("span", { className: "details", textContent: details.join(" · ") }), actions);
  line.append(
    place,
    title,
    create("span", { className: "score", textContent: score.toFixed(3) }),
    below,
  );
  return line;
}

// How an item moved since what was shown before.
function moved(rank, earlier) {
  if (earlier === undefined) {
    return create("span", { className: "moved up", textContent: "new" });
  }
  const by = earlier - rank;
  return by === 0
    ? ""
    : create("span", {
        className: `moved ${by > 0 ? "up" : "down"}`,
        textContent: `${by > 0 ? "▲" : "▼"}${Math.abs(by)}`,
      });
}

function showChips(list, name, whatFor) {
  list.replaceChildren(
    ...state[name].map((id, place) => {
      const chip = create("li");
      chip.dataset.id = id;
      chip.append(
        create("span", { textContent: titleOf(id) }),
        button("remove", "×", () => state[name].splice(place, 1), `${whatFor} ${titleOf(id)}`),
      );
      return chip;
    }),
  );
}

// What a click on a title does: the item was met last, or, where the model reads no history, is looked at.
function take(id) {
  if (description.history_feature) {
    state.history = [...state.history.filter((other) => other !== id), id];
  } else {
    look(id);
  }
}

function look(id) {
  state.item = id;
  element.alike.hidden = false;
  element["alike-title"].textContent = `Similar to ${titleOf(id)}`;
  element["alike-title"].scrollIntoView({ block: "nearest" });
}

async function search() {
  const own = ++lastSearch;
  const text = element.search.value.trim();
  element.found.setAttribute("aria-busy", "true");
  let hits = [];
  try {
    hits = text === "" ? [] : (await model.search(text)).hits;
  } catch (error) {
    fail(error.message);
  }
  if (own !== lastSearch) {
    return;
  }
  remember(hits);
  element.found.setAttribute("aria-busy", "false");
  element.found.replaceChildren(
    ...hits.map(({ id }) => {
      const line = create("li");
      line.dataset.id = id;
      line.append(
        button("found", titleOf(id), () => {
          take(id);
          endSearch();
          element.search.focus();
        }),
      );
      return line;
    }),
  );
}

function endSearch() {
  lastSearch++;
  element.search.value = "";
  element.found.setAttribute("aria-busy", "false");
  element.found.replaceChildren();
}

// The arrow keys go from the field through what was found.
function moveInFound(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const places = [element.search, ...element.found.querySelectorAll("button")];
  const place = places.indexOf(document.activeElement);
  if (step && place >= 0 && places[place + step]) {
    event.preventDefault();
    places[place + step].focus();
  }
}

// Lists are made anew: the keyboard stays with the same button, or, where its item is gone, at the same place.
function focusedPlace() {
  const focused = document.activeElement;
  const line = focused?.closest("li[data-id]");
  return line && { list: line.parentElement, id: line.dataset.id, rank: [...line.parentElement.children].indexOf(line), action: focused.dataset.action };
}

function focusAgain(place) {
  if (!place || place.list === element.found) {
    return;
  }
  const lines = [...place.list.children];
  const line = lines.find(({ dataset }) => dataset.id === place.id) ?? lines[Math.min(place.rank, lines.length - 1)];
  (line?.querySelector(`[data-action="${place.action}"]`) ?? element.search).focus();
}

function remember(hits) {
  const place = description.columns.findIndex(({ name }) => name === description.title_column);
  hits.filter(({ columns }) => columns[place]).forEach(({ id, columns }) => titles.set(id, columns[place]));
}

function titleOf(id) {
  return titles.get(id) ?? id;
}

function button(action, text, act, label) {
  const made = create("button", { type: "button", textContent: text, className: action });
  made.dataset.action = action;
  if (label) {
    made.setAttribute("aria-label", label);
  }
  listen(made, "click", act);
  return made;
}

function option(value) {
  return create("option", { value, textContent: value });
}

function create(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

try {
  description = await (await fetch("model.json")).json();
  const { name } = description;
  model =
    description.engine === "server"
      ? new (await import("./server.mjs")).ServerModel()
      : await (await import("./browser.mjs")).BrowserModel.load(description);
  document.title = name;
  element.name.textContent = name;
  element.about.textContent = about();
  prepare();
  await start();
} catch (error) {
  fail(`The model cannot be loaded: ${error.message}`);
}
