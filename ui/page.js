// Makes the page's own parts out of data. Every word goes in as text; there is no way in for HTML.
const TAGS = new Set(["article", "blockquote", "button", "caption", "cite", "code", "dd", "del", "details", "div", "dl",
  "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "hr", "ins", "li", "mark", "nav", "ol", "p", "section", "span",
  "strong", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"]);
const STATES_KEY = "chapter-and-verse-conversation";
const SHOWN_MS = 2500;
const SETTLES_MS = 150;
const TRIES = 14;

function make(node, page) {
  const element = document.createElement(TAGS.has(node.tag) ? node.tag : "span");
  if (node.style) element.className = node.style;
  if (node.text) element.append(document.createTextNode(node.text));
  if (node.label) element.setAttribute("aria-label", node.label);
  if (node.role) element.setAttribute("role", node.role);
  if (node.open) element.open = true;
  if (node.width !== undefined) element.style.width = `${node.width}%`;
  if (node.place !== undefined) element.style.left = `${node.place}%`;
  if (node.tag === "th") element.scope = "col";
  if (node.focus) { element.tabIndex = -1; page.focused = element; }
  if (node.tag === "button") {
    element.type = "button";
    if (node.copy) element.addEventListener("click", () => copy(node.copy, element, page));
    if (node.act) element.addEventListener("click", () => {
      if (node.act.said) say(node.act.said, element, page);
      page.tell(node.act);
    });
  }
  for (const child of node.children ?? []) element.append(make(child, page));
  return element;
}

async function copy(forms, button, page) {
  say(await write(forms) ? "Copied" : "Not copied: press Ctrl+C", button, page);
}

function say(words, button, page) {
  page.spoken.textContent = words;
  button.dataset.words ??= button.textContent;
  button.textContent = words;
  setTimeout(() => { button.textContent = button.dataset.words; page.spoken.textContent = ""; }, SHOWN_MS);
}

async function write(forms) {
  try {
    if (forms.html && window.ClipboardItem) {
      await navigator.clipboard.write([new ClipboardItem({
        "text/plain": new Blob([forms.plain], { type: "text/plain" }),
        "text/html": new Blob([forms.html], { type: "text/html" }),
      })]);
    } else {
      await navigator.clipboard.writeText(forms.plain);
    }
    return true;
  } catch {
    return writeOldWay(forms); // an address that is neither https nor localhost has no clipboard API
  }
}

function writeOldWay(forms) {
  const give = (event) => {
    event.clipboardData.setData("text/plain", forms.plain);
    if (forms.html) event.clipboardData.setData("text/html", forms.html);
    event.preventDefault();
  };
  document.addEventListener("copy", give, { once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", give);
  return done;
}

function keep(state, setStateValue) {
  // The conversation outlives a reload of its tab, and nothing else: sessionStorage is the tab's own.
  try {
    if (state.text === null) {
      const kept = window.sessionStorage.getItem(STATES_KEY);
      setStateValue("kept", kept ?? "");
    } else if (state.text === "") {
      window.sessionStorage.removeItem(STATES_KEY);
    } else {
      window.sessionStorage.setItem(STATES_KEY, state.text);
    }
  } catch {
    setStateValue("kept", ""); // storage is forbidden or full: then a reload begins anew
  }
}

function lendColours(parentElement) {
  // Streamlit tells its colours to components alone; the frame's style sheet (frame.css) needs two of them.
  const host = getComputedStyle(parentElement.host ?? parentElement);
  for (const [own, theirs] of [["--verse-ground", "--st-background-color"], ["--verse-link", "--st-link-color"]]) {
    document.documentElement.style.setProperty(own, host.getPropertyValue(theirs));
  }
}

function bringIntoView(element, where) {
  // The frame scrolls to the end of a conversation while it grows; a new answer is read from its beginning.
  if (where !== "start") element.focus({ preventScroll: true });
  let left = TRIES;
  const move = () => {
    if (!element.isConnected || left-- === 0) return;
    element.scrollIntoView({ block: where });
    setTimeout(move, SETTLES_MS);
  };
  const leave = () => { left = 0; };
  for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) {
    window.addEventListener(kind, leave, { once: true, passive: true });
  }
  move();
}

export default function ({ data, parentElement, setTriggerValue, setStateValue }) {
  lendColours(parentElement);
  const told = JSON.stringify(data);
  if (parentElement.toldBefore === told) return;
  parentElement.toldBefore = told;
  if (data.keep) { keep(data.keep, setStateValue); return; }
  parentElement.querySelector(".verse")?.remove();
  const root = document.createElement("div");
  root.className = "verse";
  const spoken = document.createElement("span");
  spoken.className = "spoken";
  spoken.setAttribute("role", "status");
  const page = { spoken, tell: (act) => setTriggerValue("act", { ...act, at: Date.now() }) };
  for (const node of data.nodes) root.append(make(node, page));
  root.append(spoken);
  parentElement.append(root);
  if (data.show && page.focused) bringIntoView(page.focused, data.show);
}
