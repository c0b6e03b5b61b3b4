// GraphiQL over /graphql. The address keeps the query, so that a link to this page shows it.
"use strict";

const place = document.getElementById("graphiql");
const address = new URL(window.location.href);
const examples = JSON.parse(place.dataset.tabs);
const given = address.searchParams.get("query");
const variables = address.searchParams.get("variables");

const remember = (name) => (value) => {
  if (value && !examples.includes(value)) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  window.history.replaceState(null, "", address);
};

// An editor takes Tab for itself, so that the focus could not leave it, and its field has no name.
// A narrow screen cuts long lines.
const mend = (editor) => {
  editor.CodeMirror.setOption("lineWrapping", true);
  editor.CodeMirror.addKeyMap({ Tab: false, "Shift-Tab": false });
  const label = editor.closest("[aria-label]")?.getAttribute("aria-label") ?? "Answer";
  editor.querySelector("textarea").setAttribute("aria-label", label);
};
const mended = new WeakSet();
new MutationObserver(() => {
  for (const editor of place.querySelectorAll(".CodeMirror")) {
    if (mended.has(editor) || !editor.CodeMirror) continue;
    mended.add(editor);
    mend(editor);
  }
}).observe(place, { childList: true, subtree: true });

// After a change of tabs, GraphiQL goes on to name the operation of the tab before, for a while.
const ask = GraphiQL.createFetcher({ url: place.dataset.endpoint });
const fetcher = ({ operationName, ...request }, options) =>
  ask(request.query.includes(operationName) ? { ...request, operationName } : request, options);

const tabs = examples.map((query) => ({ query }));
if (given) tabs.unshift({ query: given, variables });

ReactDOM.createRoot(place).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultTabs: tabs,
    query: given ?? undefined,
    variables: variables ?? undefined,
    defaultQuery: examples[0],
    onEditQuery: remember("query"),
    onEditVariables: remember("variables"),
    shouldPersistHeaders: false,
    isHeadersEditorEnabled: false,
  }),
);
