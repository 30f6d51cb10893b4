/** Lets a form with a select marked data-auto go as soon as one is picked. */
export function startPickers(): void {
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement && "auto" in event.target.dataset) {
      event.target.form?.requestSubmit();
    }
  });
}
