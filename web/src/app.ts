// What pages gain where JavaScript runs: in-place moves (htmx), hover tips,
// sorting, pickers that need no button. Every page works without any of it.
import htmx from "htmx.org";
import { startMaps } from "./map";
import { startPickers } from "./picker";
import { startSorting } from "./sort";
import { startTheme } from "./theme";
import { startTips } from "./tip";

document.documentElement.classList.add("js");
startTheme();
startTips();
startSorting();
startPickers();
startMaps();

/** Opens the folded part of the page that the address points to. */
function openTarget(): void {
  const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

let path = location.pathname;
document.addEventListener("htmx:afterSettle", () => {
  if (location.pathname !== path && !location.hash) {
    window.scrollTo(0, 0);
  }
  path = location.pathname;
  openTarget();
});

// A page that says "no" or "not found" is shown as it is; a session that has
// ended leads to the sign-in page as a whole.
document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent<{ shouldSwap: boolean; isError: boolean; xhr: XMLHttpRequest }>).detail;
  if (detail.xhr.responseURL.includes("/signin")) {
    detail.shouldSwap = false;
    location.assign(location.href);
  } else if (detail.xhr.status >= 400 && detail.xhr.status < 500) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
window.addEventListener("DOMContentLoaded", openTarget);
htmx.config.globalViewTransitions = false;
