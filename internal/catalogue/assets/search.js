// Hides the lines of the index that do not hold every word typed.
(() => {
  const box = document.getElementById("find"), none = document.getElementById("none");
  if (!box) return;
  box.hidden = false;
  const sections = [...document.querySelectorAll("section.list")].map((s) => ({
    section: s,
    lines: [...s.querySelectorAll("li")].map((li) => ({ li, text: (li.dataset.find + " " + li.textContent).toLowerCase() })),
  }));
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const { section, lines } of sections) {
      let shown = false;
      for (const { li, text } of lines) {
        li.hidden = !words.every((w) => text.includes(w));
        shown = shown || !li.hidden;
      }
      section.hidden = !shown;
      any = any || shown;
    }
    none.hidden = any;
  });
})();
