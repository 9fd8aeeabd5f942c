// The worker's half: it has nothing to decide.

let words;

onmessage = ({ data }) => {
  if (words) {
    Atomics.store(words, 0, data);
  } else {
    words = data;
    postMessage("ready");
  }
};
