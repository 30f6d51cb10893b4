import htmx from "htmx.org";

/** Moves in place from an area of a map. htmx takes up links of HTML only, and
 * those of a map are SVG. */
export function startMaps(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("svg.chart a") : null;
    if (!(link instanceof SVGAElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
      return;
    }
    event.preventDefault();
    const href = link.href.baseVal;
    void htmx.ajax("get", href, { target: "#page", select: "#page", swap: "outerHTML", push: href });
  });
}
