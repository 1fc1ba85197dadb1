// Asks the program that serves this page.

export class ServerModel {
  recommend(request) {
    return ask("recommend", request);
  }

  similar(request) {
    return ask("similar", request);
  }

  search(text) {
    return ask("search", { text });
  }

  items(ids) {
    return ask("items", { ids });
  }
}

async function ask(what, request) {
  let response;
  try {
    response = await fetch(what, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
  } catch {
    throw new Error("the program that served this page does not answer. Start it again.");
  }
  if (!response.ok) {
    throw new Error(await response.text());
  }
  return response.json();
}
