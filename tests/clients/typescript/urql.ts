// Walks lists with urql, by the typed documents of graphql-codegen, sent as persisted queries.
import { Client, fetchExchange, type TypedDocumentNode } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";

export interface Page {
  totalCount: number;
  edges: readonly unknown[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

interface Variables<Where> {
  first?: number | null;
  after?: string | null;
  where?: Where | null;
}

const refusals: string[] = [];

const client = new Client({
  url: `${process.argv[2]}/graphql`,
  preferGetMethod: true,
  exchanges: [persistedExchange({ preferGetForPersistedQueries: true }), fetchExchange],
  fetch: async (address, options) => {
    const answer = await fetch(address, options);
    const { errors } = await answer.clone().json();
    if (errors !== undefined) refusals.push(errors[0].extensions.code);
    return answer;
  },
});

/** The total that the last page states, and the number of rows of all pages. */
export async function walk<Data, Where>(
  document: TypedDocumentNode<Data, Variables<Where>>,
  page: (data: Data) => Page,
  where: Where | undefined,
): Promise<[number, number]> {
  let rows = 0;
  let after: string | null | undefined;
  for (;;) {
    const { data, error } = await client.query(document, { first: 100, after, where }).toPromise();
    if (data === undefined) throw error;
    const { totalCount, edges, pageInfo } = page(data);
    rows += edges.length;
    if (!pageInfo.hasNextPage) return [totalCount, rows];
    after = pageInfo.endCursor;
  }
}

/** Prints the name of each list with its counts, and the codes of the refusals on the way. */
export async function report(calls: Record<string, () => Promise<[number, number]>>): Promise<void> {
  const counts: Record<string, [number, number]> = {};
  for (const [name, call] of Object.entries(calls)) counts[name] = await call();
  console.log(JSON.stringify({ counts, refusals }));
}
