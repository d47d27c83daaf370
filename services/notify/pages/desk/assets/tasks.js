// The page works without this: it keeps the worker's code for this tab, and shows that a form is on its way.
"use strict";

for (const field of document.querySelectorAll("input[data-remember]")) {
  const key = field.dataset.remember;
  field.value ||= sessionStorage.getItem(key) ?? "";
  field.form.addEventListener("submit", () => {
    sessionStorage.setItem(key, field.value);
    // Not disabled: a second click sends the same command again, and that counts once.
    field.form.querySelector("button").textContent = "正在提交…";
  });
}
