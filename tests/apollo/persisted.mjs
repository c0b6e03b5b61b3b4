// Apollo Client with its link for persisted queries sends a query to the server at argv[2], twice,
// by POST or, with argv[3] "GET", its hashes by GET. Prints, as JSON, the data of both times and for
// each request its method, and whether it had the query.
import { createHash } from "node:crypto";
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const query = gql(Buffer.concat(chunks).toString("utf8"));

const requests = [];
const recordingFetch = async (address, options) => {
  const response = await fetch(address, options);
  const hasQuery = options.body ? "query" in JSON.parse(options.body) : new URL(address).searchParams.has("query");
  requests.push([options.method, hasQuery, response.status]);
  return response;
};
const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: new PersistedQueryLink({
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
    useGETForHashedQueries: process.argv[3] === "GET",
  }).concat(new HttpLink({ uri: `${process.argv[2]}/graphql`, fetch: recordingFetch })),
});
const data = [];
for (let time = 0; time < 2; time += 1) {
  data.push((await client.query({ query, fetchPolicy: "network-only" })).data);
}
console.log(JSON.stringify({ data, requests }));
