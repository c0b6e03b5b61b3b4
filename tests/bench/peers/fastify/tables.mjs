// The columns that are answered, as JSON Schema: Fastify compiles it to a serialiser.

const text = { type: "string" };
const optional = { type: "string", nullable: true };
const integer = { type: "integer", nullable: true };
const number = { type: "number", nullable: true };
const list = { type: "array", items: text };

export const PLEDGE = {
  id: text,
  country_code: optional,
  group_id: optional,
  kind: text,
  horizon: optional,
  target_year: integer,
  target_year_qualifier: optional,
  target_year_note: optional,
  gases: optional,
  scope: optional,
  value: number,
  unit: optional,
  per: optional,
  baseline_year: integer,
  conditionality: optional,
  status: optional,
  status_date: optional,
  announced_on: optional,
  in_force_from: optional,
  in_force_to: optional,
  outcome: optional,
  outcome_basis: optional,
  outcome_record_id: optional,
  ended_by: optional,
  supersedes_id: optional,
  superseded_by_id: optional,
  announced_by_id: optional,
  document_url: optional,
  document_id: optional,
  source_id: text,
  certain_from: optional,
  certain_until: optional,
  former_ids: list,
  actor_id: text,
  actor_kind: text,
};

export const EMISSIONS_SHARE = {
  id: text,
  country_code: optional,
  group_id: optional,
  aggregate_id: optional,
  series_id: text,
  year: { type: "integer" },
  gas: text,
  accounting: text,
  series_role: text,
  basis: text,
  emissions_mt: { type: "number" },
  world_mt: { type: "number" },
  share_percent: { type: "number" },
  rank: integer,
  per_capita_t: number,
  per_gdp_kg: number,
  members_without_data: list,
  by_default: { type: "boolean" },
  source_id: text,
  actor_id: text,
  actor_kind: text,
};

/** The schema of a row that has all of these columns. */
export function rowOf(columns) {
  return { type: "object", properties: columns, required: Object.keys(columns) };
}

const NONE = [];

/** A column of JSON as a list; nearly all are empty, which need no parser. */
export function parsed(json) {
  return json === "[]" ? NONE : JSON.parse(json);
}
