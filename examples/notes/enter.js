// Lets Enter send a form from its text area. Python in a worker hears of a key when the text area already has the
// line break; keeping it out is the page's part.

addEventListener("keydown", (event) => {
  const field = event.target;
  // While a word is being composed, Enter belongs to the input method.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !(field instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  field.form?.requestSubmit();
});
