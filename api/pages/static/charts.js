// The figures of a year on a line chart, at the pointer or by keys: those of the figure's table.
// Screen readers pass keys to a slider, and say its new value.
"use strict";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -1e4, End: 1e4 };

for (const chart of document.querySelectorAll("[data-axes]")) {
  const figure = chart.closest("figure");
  const table = figure.querySelector("table");
  const note = figure.querySelector(".reading");
  const [first, last, left, right, zero, top, high] = chart.dataset.axes.split(" ").map(Number);
  const step = (right - left) / (last - first || 1);
  const heads = table.tHead.rows[0].cells;
  const rows = {};
  for (const { cells } of table.tBodies[0].rows) rows[cells[0].textContent] = [...cells].slice(1);
  chart.insertAdjacentHTML("beforeend", '<path class="rule"/>');
  const rule = chart.lastChild;

  let year = last;
  const show = (to) => {
    year = Math.max(first, Math.min(last, to));
    const x = left + (year - first) * step;
    let path = `M${x} ${zero}V${top}`;
    const texts = (rows[year] ?? []).map(({ textContent: text }, i) => {
      const y = zero + ((top - zero) * parseFloat(text)) / high;
      if (y && text.endsWith("%")) path += `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0-8 0`;
      return `${heads[i + 1].textContent} ${text}`;
    });
    rule.setAttribute("d", path);
    note.textContent = `${year}: ${texts.join(" · ") || "no figure"}`;
    chart.ariaValueNow = year;
    chart.ariaValueText = note.textContent;
  };

  chart.onpointermove = chart.onpointerdown = ({ clientX }) => {
    const { a, e } = chart.getScreenCTM();
    show(Math.round(first + ((clientX - e) / a - left) / step));
  };
  chart.onkeydown = (event) => {
    if (!STEPS[event.key] || event.altKey) return;
    event.preventDefault();
    show(year + STEPS[event.key]);
  };
  const years = { ariaValueMin: first, ariaValueMax: last, ariaValueNow: year };
  Object.assign(chart, years, { role: "slider", tabIndex: 0 });
  note.textContent = "Point at a year, or use arrow keys.";
}
