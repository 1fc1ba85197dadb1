// node sql.mjs SCRIPT.sql CALLS.json ANSWERS.json: runs a script of `export --vectors` in PostgreSQL with pgvector (PGlite),
// as psql does, and then the query that its last comment shows, with the parameters of each call.
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { readFile, writeFile } from "node:fs/promises";

const [scriptFile, callsFile, answersFile] = process.argv.slice(2);
const script = await readFile(scriptFile, "utf8");
const database = await PGlite.create({ extensions: { vector } });

// Statements, then a COPY and its rows, then statements again.
const parts = script.split(/^(COPY .* FROM) stdin;\n([^]*?)^\\\.\n/m);
for (let at = 0; at < parts.length; at += 3) {
  await database.exec(parts[at]);
  if (parts[at + 1]) {
    await database.query(`${parts[at + 1]} '/dev/blob'`, [], { blob: new Blob([parts[at + 2]]) });
  }
}

const query = script.slice(script.lastIndexOf("-- SELECT")).replace(/^-- /gm, "").replace(/;\s*$/, "");
await database.exec("SET enable_seqscan = off");
const answers = [];
for (const parameters of JSON.parse(await readFile(callsFile, "utf8"))) {
  const { rows } = await database.query(query, parameters);
  const { rows: plan } = await database.query(`EXPLAIN ${query}`, parameters);
  answers.push({ rows, plan: plan.map((line) => line["QUERY PLAN"]).join("\n") });
}
await writeFile(answersFile, JSON.stringify(answers));
