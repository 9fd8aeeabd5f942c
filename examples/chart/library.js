// What the page needs of Chart.js: the build puts it, with what that needs itself, into vendor/chart.js, so that the
// example works without a network (see the Makefile).
export { Chart } from "chart.js/auto";
