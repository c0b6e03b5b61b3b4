// Apollo Client with its default cache sends a query to the server at argv[2] and prints, as JSON,
// what an application gets: the result, and the same query answered by the cache alone.
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const query = gql(Buffer.concat(chunks).toString("utf8"));

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: new HttpLink({ uri: `${process.argv[2]}/graphql` }),
});
const { data } = await client.query({ query });
const cached = client.readQuery({ query });
const ids = Object.keys(client.cache.extract()).filter((id) => id !== "ROOT_QUERY");
console.log(JSON.stringify({ data, cached, ids }));
