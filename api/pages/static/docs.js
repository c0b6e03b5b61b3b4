// Swagger UI over our own contract. The validator badge would ask another host: off.
"use strict";

const place = document.getElementById("docs");
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// Swagger UI fills in every parameter's example, and would ask for all of them at once. It follows
// every reference of an operation that is opened: rows lead to rows, in more than half a minute. So
// what `include` adds is shown as an object.
const lightened = (response) => {
  if (!response.url.endsWith("/openapi.json")) return response;
  const contract = JSON.parse(response.text);
  for (const parameter of Object.values(contract.components.parameters)) {
    if (!parameter.required) delete parameter.example;
  }
  const { schemas } = contract.components;
  for (const name of Object.keys(schemas).filter((name) => `${name}List` in schemas)) {
    const { properties, required } = schemas[name];
    for (const key of Object.keys(properties).filter((key) => !required.includes(key))) {
      const { description } = properties[key];
      if (key !== "holds") properties[key] = { type: "object", description };
    }
  }
  response.text = JSON.stringify(contract);
  return response;
};

window.ui = SwaggerUIBundle({
  url: place.dataset.contract,
  domNode: place,
  responseInterceptor: lightened,
  validatorUrl: null,
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  // Of more than 111 operations that are shown at once Swagger UI 5.35 draws three: tags are closed.
  docExpansion: "none",
});
