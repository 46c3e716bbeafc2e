// Shows a new build as soon as it is there, or says why there is none. Only in the local stack.

const news = new EventSource("/dev/reload");
let shown;

news.addEventListener("build", ({ data }) => {
  const build = JSON.parse(data);
  shown ??= build.id;
  if (build.problems) {
    tell(build.problems);
  } else if (build.id !== shown) {
    location.reload();
  }
});

function tell(problems) {
  const note = document.getElementById("build-problems") ?? document.createElement("section");
  note.id = "build-problems";
  note.setAttribute("role", "alert");
  Object.assign(note.style, {
    position: "fixed", inset: "0 0 auto 0", zIndex: "9999", maxHeight: "60vh", overflow: "auto",
    padding: "16px", background: "#9B2C2C", color: "#FFFFFF", font: "15px/1.5 ui-monospace, monospace",
    whiteSpace: "pre-wrap",
  });
  note.textContent = `The last edit can’t be shown yet; this is the page before it.\n\n${problems}`;
  document.body.prepend(note);
}
