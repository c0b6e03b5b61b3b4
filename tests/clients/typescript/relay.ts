// Walks lists with Relay, by what relay-compiler made of operations with @connection.
import {
  Environment,
  Network,
  RecordSource,
  Store,
  createOperationDescriptor,
  fetchQuery,
  type ConcreteRequest,
  type OperationType,
} from "relay-runtime";

export interface Page {
  readonly totalCount: number;
  readonly edges: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

const environment = new Environment({
  store: new Store(new RecordSource()),
  network: Network.create(async ({ text }, variables) => {
    const answer = await fetch(`${process.argv[2]}/graphql`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ query: text, variables }),
    });
    return answer.json();
  }),
});

/** The total, and the number of rows that the store has gathered under the connection. */
export async function walk<Query extends OperationType>(
  request: ConcreteRequest,
  page: (data: Query["response"]) => Page,
  variables: Query["variables"],
): Promise<[number, number]> {
  environment.retain(createOperationDescriptor(request, variables));
  let asked: Query["variables"] = variables;
  for (;;) {
    const data = await fetchQuery<Query>(environment, request, asked).toPromise();
    if (data === undefined) throw new Error("no data");
    const { totalCount, edges, pageInfo } = page(data);
    if (!pageInfo.hasNextPage) return [totalCount, edges.length];
    asked = { ...variables, after: pageInfo.endCursor };
  }
}

/** Prints the name of each list with its total and the number of rows read. */
export async function report(calls: Record<string, () => Promise<[number, number]>>): Promise<void> {
  const counts: Record<string, [number, number]> = {};
  for (const [name, call] of Object.entries(calls)) counts[name] = await call();
  console.log(JSON.stringify(counts));
}
