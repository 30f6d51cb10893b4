/** Light or dark as the reader chose; the choice is kept in a cookie, so that
 * the server's page comes in it at once. */
export function startTheme(): void {
  const show = (): void => {
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-switch]")) {
      button.hidden = false;
    }
  };
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("htmx:afterSettle", show);
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-theme-switch]")) {
      return;
    }
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });
}
