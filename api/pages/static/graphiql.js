// GraphiQL over /graphql. The address keeps the query, so that a link to this page shows it.
"use strict";

const place = document.getElementById("graphiql");
const address = new URL(window.location.href);

const remember = (name) => (value) => {
  if (value && value !== place.dataset.query) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  window.history.replaceState(null, "", address);
};

ReactDOM.createRoot(place).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: place.dataset.endpoint }),
    query: address.searchParams.get("query") ?? undefined,
    variables: address.searchParams.get("variables") ?? undefined,
    defaultQuery: place.dataset.query,
    onEditQuery: remember("query"),
    onEditVariables: remember("variables"),
    shouldPersistHeaders: false,
    isHeadersEditorEnabled: false,
  }),
);
