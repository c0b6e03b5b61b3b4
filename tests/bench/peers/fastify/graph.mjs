// GraphQL with Mercurius: compiled documents, and a loader for each relation.
import mercurius from "mercurius";

const schema = `
  type Source { id: String!, publisher: String, title: String, licence: String }
  type Pledge { id: String!, kind: String!, targetYear: Int, status: String, source: Source! }
  type EmissionsShare { year: Int, emissionsMt: Float, sharePercent: Float! }
  type Country {
    code: String!
    name: String!
    region: String
    pledges(first: Int! = 20, targetYearLte: Int): [Pledge!]!
    emissionsShares(
      first: Int! = 20, gas: String, accounting: String, seriesRole: String
    ): [EmissionsShare!]!
  }
  type Query {
    country(code: String!): Country
    countries(first: Int! = 20, region: String): [Country!]!
  }
`;

// The lists of countries. `columns` and `order` are of the alias `t`.
const RELATIONS = {
  pledges: {
    select: firstByWindow,
    table: "pledge",
    columns: "t.id, t.kind, t.target_year AS targetYear, t.status, t.source_id AS sourceId",
    order: "t.id",
    conditions: { targetYearLte: "t.target_year <= @targetYearLte" },
  },
  emissionsShares: {
    // A window numbers all the years of a country, a limit stops at the last one asked for: 0.1 ms
    // instead of 1.1 for 20 countries. Of the few pledges of a country the window is the cheaper.
    select: process.env.ONLY_WINDOWS ? firstByWindow : firstByLimit,
    table: "emissions_share",
    columns: "t.year, t.emissions_mt AS emissionsMt, t.share_percent AS sharePercent",
    order: "t.year DESC, t.id",
    conditions: {
      gas: "t.gas = @gas",
      accounting: "t.accounting = @accounting",
      seriesRole: "t.series_role = @seriesRole",
    },
  },
};

/** The first rows of each country among @codes, numbered by a window function. */
function firstByWindow({ table, columns, order }, conditions) {
  return `
    SELECT * FROM (
      SELECT t.country_code AS code, ${columns},
        row_number() OVER (PARTITION BY t.country_code ORDER BY ${order}) AS place
      FROM ${table} AS t
      WHERE t.country_code IN (SELECT value FROM json_each(@codes))${conditions}
    ) WHERE place <= @first ORDER BY place`;
}

/** The same rows by a limited subquery for each country: what other databases call LATERAL. */
function firstByLimit({ table, columns, order }, conditions) {
  return `
    SELECT t.country_code AS code, ${columns}
    FROM (SELECT value FROM json_each(@codes)) AS asked CROSS JOIN ${table} AS t
    WHERE t.rowid IN (
      SELECT t.rowid FROM ${table} AS t
      WHERE t.country_code = asked.value${conditions} ORDER BY ${order} LIMIT @first
    ) ORDER BY ${order}`;
}

export async function graph(app, { db }) {
  const country = db.prepare("SELECT code, name, region FROM country WHERE code = ?");
  const columns = "SELECT code, name, region FROM country";
  const countries = db.prepare(`${columns} ORDER BY code LIMIT ?`);
  const countriesOf = db.prepare(`${columns} WHERE region = ? ORDER BY code LIMIT ?`);
  const sources = db.prepare(
    "SELECT id, publisher, title, licence FROM source WHERE id IN (SELECT value FROM json_each(?))",
  );
  await app.register(mercurius, {
    schema,
    jit: 1,
    compilerOptions: { disablingCapturingStackErrors: true, disableLeafSerialization: true },
    resolvers: {
      Query: {
        country: (_root, { code }) => country.get(code),
        countries: (_root, { first, region }) =>
          region == null ? countries.all(first) : countriesOf.all(region, first),
      },
    },
    loaders: {
      Country: { pledges: loader(db, "pledges"), emissionsShares: loader(db, "emissionsShares") },
      Pledge: {
        async source(queries) {
          const ids = new Set(queries.map(({ obj }) => obj.sourceId));
          const rows = sources.all(JSON.stringify([...ids]));
          const byId = new Map(rows.map((row) => [row.id, row]));
          return queries.map(({ obj }) => byId.get(obj.sourceId));
        },
      },
    },
  });
}

/** A loader of the first rows of each country: one statement for all that ask alike. */
function loader(db, name) {
  const statement = statementsOf(db, RELATIONS[name]);
  return async (queries) => {
    const groups = Map.groupBy(queries, ({ params }) => JSON.stringify(params));
    const found = new Map();
    for (const group of groups.values()) {
      const { params } = group[0];
      const codes = JSON.stringify(group.map(({ obj }) => obj.code));
      const rows = statement(params).all({ ...params, codes });
      const byCode = Map.groupBy(rows, (row) => row.code);
      for (const query of group) found.set(query, byCode.get(query.obj.code) ?? []);
    }
    return queries.map((query) => found.get(query));
  };
}

/** The statement of a relation, prepared once for each set of arguments. */
function statementsOf(db, relation) {
  const prepared = new Map();
  return (params) => {
    const names = Object.keys(relation.conditions).filter((name) => params[name] != null);
    const key = names.join();
    let statement = prepared.get(key);
    if (!statement) {
      const conditions = names.map((name) => ` AND ${relation.conditions[name]}`).join("");
      statement = db.prepare(relation.select(relation, conditions));
      prepared.set(key, statement);
    }
    return statement;
  };
}
