// The limit of all: listeners in the page's own JavaScript. It has nothing that could compute or wait beside the page.

const field = document.getElementById("field");
const shown = document.getElementById("shown");

field.addEventListener("decide", (event) => event.preventDefault());
field.addEventListener("decide-and-show", (event) => {
  event.preventDefault();
  shown.textContent = event.target.value;
});
document.getElementById("answer").textContent = JSON.stringify("ready");
