// The board works without this: it offers divisions while one types, and prints the page instead of opening the file.
"use strict";

const field = document.querySelector("input[data-suggest]");
const choices = document.getElementById("regions");
let asked = 0;

async function suggest() {
  const mine = ++asked;
  const typed = field.value.trim();
  if (typed.length < 2) return;
  try {
    const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`, { headers: { accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    choices.replaceChildren(...(await answer.json()).map(({ value, label }) => {
      const option = document.createElement("option");
      option.value = value;
      option.label = label ? `${value}（${label}）` : value;
      return option;
    }));
  } catch {
    // No line: the typed name is looked up when the form is sent.
  }
}

if (field && choices) {
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 150);
  });
  field.addEventListener("focus", () => field.select());
}

for (const link of document.querySelectorAll("a[data-print]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    window.print();
  });
}
