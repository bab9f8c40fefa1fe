// Light, dark, or as the system has it; run before anything is painted.

(() => {
  const themes = ["automatic", "light", "dark"];
  const root = document.documentElement;
  let theme = "automatic";
  try {
    theme = localStorage.getItem("tinytorch/theme") ?? theme;
  } catch {
    // Then it is as the system has it.
  }
  root.dataset.theme = theme;
  addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("button.theme")) {
      const tell = () => button.setAttribute("aria-label", `Colours: ${root.dataset.theme}`);
      tell();
      button.addEventListener("click", () => {
        const next = themes[(themes.indexOf(root.dataset.theme ?? "") + 1) % themes.length];
        root.dataset.theme = next;
        tell();
        try {
          localStorage.setItem("tinytorch/theme", next);
        } catch {
          // It holds as long as the page is open.
        }
      });
    }
  });
})();
