// Fastify, better-sqlite3 and Mercurius as one serves them in production: one process, no log.
import Database from "better-sqlite3";
import Fastify from "fastify";
import { graph } from "./graph.mjs";
import { rest } from "./rest.mjs";

const { DATABASE, HOST, PORT } = process.env;

const db = new Database(DATABASE, { readonly: true, fileMustExist: true });
db.pragma("mmap_size = 1000000000");
db.pragma("cache_size = -64000");

const app = Fastify({ logger: false });
await app.register(rest, { db });
await app.register(graph, { db });
await app.listen({ host: HOST, port: Number(PORT) });
