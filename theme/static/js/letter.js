/* Puts a fresh stamp into the forms that ask for the letter, so that they are taken in one step.
   kept.js loads it when somebody is about to write an address. Without a stamp the shop answers
   with the form once more: one step, and nothing is lost. */

try {
  const answer = await fetch("/api/newsletter/stamp", { cache: "no-store", signal: AbortSignal.timeout(8000) });
  const { stamp } = await answer.json();
  for (const form of document.querySelectorAll("form[action$='/join']")) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "stamp", value: stamp });
    form.append(field);
  }
} catch {
  /* The form works as it is. */
}
