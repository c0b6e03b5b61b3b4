// Walks lists page by page, with the functions of any of the generated clients.

/** A page of a list. */
export interface Page {
  data: readonly unknown[];
  meta: { total: number; next_cursor?: string | null };
}

/** Asks for the page after a cursor, or the first. */
export type Ask = (after: string | undefined) => Promise<Page>;

/** The total that the last page states, and the number of rows of all pages. */
export async function walk(ask: Ask): Promise<[number, number]> {
  let rows = 0;
  let after: string | undefined;
  for (;;) {
    const page = await ask(after);
    rows += page.data.length;
    if (!page.meta.next_cursor) return [page.meta.total, rows];
    after = page.meta.next_cursor;
  }
}

/** Prints the name of each list with its total and the number of rows read. */
export async function report(calls: Record<string, Ask>): Promise<void> {
  const counts: Record<string, [number, number]> = {};
  for (const [name, ask] of Object.entries(calls)) counts[name] = await walk(ask);
  console.log(JSON.stringify(counts));
}
