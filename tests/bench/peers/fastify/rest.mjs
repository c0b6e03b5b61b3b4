// REST: one prepared statement for each question, a response schema for each answer.
import { Readable } from "node:stream";
import { EMISSIONS_SHARE, PLEDGE, parsed, rowOf } from "./tables.mjs";

const FILTERS = ["year", "gas", "accounting", "series_role"];
const SORTS = ["id", "year", "share_percent"];
const ROWS_OF_A_CHUNK = 1000;

const querystring = {
  type: "object",
  properties: {
    year: { type: "integer" },
    gas: { type: "string" },
    accounting: { type: "string" },
    series_role: { type: "string" },
    sort: { type: "string", enum: SORTS.flatMap((name) => [name, `-${name}`]), default: "id" },
    offset: { type: "integer", minimum: 0, default: 0 },
    limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
  },
};
const pledgeSchema = { response: { 200: rowOf(PLEDGE) } };
const page = {
  type: "object",
  properties: {
    data: { type: "array", items: rowOf(EMISSIONS_SHARE) },
    count: { type: "integer" },
  },
  required: ["data", "count"],
};

export async function rest(app, { db }) {
  const pledge = db.prepare(`SELECT ${Object.keys(PLEDGE)} FROM pledge WHERE id = ?`);

  app.get("/pledges/:id", { schema: pledgeSchema }, (request, reply) => {
    const row = pledge.get(request.params.id);
    if (!row) return reply.code(404).send(new Error("Pledge not found"));
    row.former_ids = parsed(row.former_ids);
    reply.send(row);
  });

  const shares = sharesOf(db);
  const schema = { querystring, response: { 200: page } };
  app.get("/emissions-shares", { schema }, (request, reply) => {
    const { query } = request;
    const filters = FILTERS.filter((name) => query[name] !== undefined);
    const values = filters.map((name) => query[name]);
    const { count, rows } = shares(filters, query.sort);
    const data = rows.all(values, query.limit, query.offset);
    for (const row of data) row.members_without_data = parsed(row.members_without_data);
    reply.send({ data, count: count.get(values) });
  });

  const columns = Object.keys(EMISSIONS_SHARE);
  const everyShare = db.prepare(`SELECT ${columns} FROM emissions_share`).raw();
  app.get("/emissions-shares.csv", (_request, reply) => {
    reply.type("text/csv").send(Readable.from(csv(columns, everyShare)));
  });
}

/** The two statements of a list, prepared once for each set of filters and order. */
function sharesOf(db) {
  const prepared = new Map();
  return (filters, sort) => {
    const key = `${filters} ${sort}`;
    let statements = prepared.get(key);
    if (!statements) {
      const conditions = filters.map((name) => ` AND ${name} = ?`).join("");
      const where = `FROM emissions_share WHERE true${conditions}`;
      const order = sort.startsWith("-") ? `${sort.slice(1)} DESC` : sort;
      const columns = Object.keys(EMISSIONS_SHARE);
      statements = {
        count: db.prepare(`SELECT count(*) ${where}`).pluck(),
        rows: db.prepare(`SELECT ${columns} ${where} ORDER BY ${order}, id LIMIT ? OFFSET ?`),
      };
      prepared.set(key, statements);
    }
    return statements;
  };
}

/** The rows as CSV, a thousand at a time. */
function* csv(columns, statement) {
  yield `${columns}\r\n`;
  let lines = [];
  for (const row of statement.iterate()) {
    lines.push(row.map(cell).join(","));
    if (lines.length === ROWS_OF_A_CHUNK) {
      yield `${lines.join("\r\n")}\r\n`;
      lines = [];
    }
  }
  if (lines.length) yield `${lines.join("\r\n")}\r\n`;
}

const SPECIAL = /[",\r\n]/;

function cell(value) {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return SPECIAL.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
