/** Shows an SVG shape's <title> at once and in the page's own type, and hides
 * the browser's slow one. */
export function startTips(): void {
  const box = document.createElement("div");
  box.className = "tip";
  box.setAttribute("aria-hidden", "true");
  box.hidden = true;
  let shown: Element | null = null;

  const textOf = (shape: Element): string => {
    const title = shape.querySelector(":scope > title");
    if (title) {
      shape.setAttribute("data-tip", title.textContent ?? "");
      shape.setAttribute("aria-label", title.textContent ?? "");
      title.remove();
    }
    return shape.getAttribute("data-tip") ?? "";
  };
  const hide = (): void => {
    box.hidden = true;
    shown = null;
  };
  document.addEventListener("pointermove", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const shape = target?.closest("svg [data-tip], svg g:has(> title), svg a:has(> title), svg path:has(> title), svg rect:has(> title), svg circle:has(> title)") ?? null;
    if (!shape) {
      hide();
      return;
    }
    if (shape !== shown) {
      const text = textOf(shape);
      if (!text) {
        hide();
        return;
      }
      box.textContent = text;
      shown = shape;
      if (!box.isConnected) {
        document.body.append(box);
      }
      box.hidden = false;
    }
    const x = Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8);
    const y = event.clientY + 18 + box.offsetHeight > innerHeight ? event.clientY - box.offsetHeight - 12 : event.clientY + 18;
    // The policy of the page forbids style attributes; the style object is ours.
    box.style.transform = `translate(${Math.max(8, x)}px, ${Math.max(8, y)}px)`;
  });
  document.addEventListener("pointerleave", hide);
  document.addEventListener("htmx:beforeSwap", hide);
}
