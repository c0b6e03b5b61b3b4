// PostGraphile 5 as one serves it in production: the Amber preset, filters, Node's own HTTP server.
import { createServer } from "node:http";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

const { DATABASE_URL, SCHEMA, HOST, PORT } = process.env;

const preset = {
  extends: [
    PostGraphileAmberPreset,
    PgSimplifyInflectionPreset,
    PostGraphileConnectionFilterPreset,
  ],
  pgServices: [makePgService({ connectionString: DATABASE_URL, schemas: [SCHEMA] })],
  grafserv: { graphiql: false, graphqlPath: "/graphql", watch: false, websockets: false },
  grafast: { explain: false },
};

const server = createServer();
const serve = postgraphile(preset).createServ(grafserv);
await serve.addTo(server);
server.listen(Number(PORT), HOST);
