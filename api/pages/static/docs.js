// Swagger UI over our own contract. The validator badge would ask another host: off.
"use strict";

const place = document.getElementById("docs");
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// Swagger UI fills in every parameter's example, and would ask for all of them at once.
const withoutExamples = (response) => {
  if (!response.url.endsWith("/openapi.json")) return response;
  const optional = (key, value) => {
    if (value?.in !== "query" || value.required) return value;
    const { example, examples, ...rest } = value;
    return rest;
  };
  response.text = JSON.stringify(JSON.parse(response.text, optional));
  return response;
};

window.ui = SwaggerUIBundle({
  url: place.dataset.contract,
  domNode: place,
  responseInterceptor: withoutExamples,
  validatorUrl: null,
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
});
