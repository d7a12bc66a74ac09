// Talking with the program: asking for the chat, the files, what was found out about them and the inbox,
// sending what a person did, hearing of changes.

/** What was last read of each part, and what a person looks at. */
export const state = {
  chat: null,
  files: null,
  study: null,
  inbox: null,
  /** Whether the program still answers. */
  connected: true,
  /** The turn that was picked to be explained; none means the last one. */
  picked: null,
  /** The message whose button was tapped last: what takes its place gets the focus. */
  tapped: null,
};

/** Shows each part, and whether the program answers; set once at the start. */
let show = null;

async function ask(part, body = null) {
  const request = body === null ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(part, request);
  if (!response.ok) throw new Error(`${part}: ${response.status}`);
  return response.json();
}

/** Takes a part, unless a newer one is there already. */
function take(part, value) {
  if (state[part] && state[part].revision >= value.revision) return false;
  state[part] = value;
  return true;
}

function connect(connected) {
  if (state.connected === connected) return;
  state.connected = connected;
  show.connection();
}

/** Sends what a person did; the chat comes back. */
export async function send(what, body) {
  state.picked = null;
  try {
    if (take("chat", await ask(what, body))) show.chat();
  } catch {
    connect(false);
  }
}

/** Sends what an editor decided; what it comes to comes back. */
export async function post(what, body) {
  try {
    return await ask(what, body);
  } catch {
    return { outcome: "failed", what: "the program did not answer", mend: "see whether it still runs, and try again" };
  }
}

/** Asks for the parts that grew. */
async function follow(revisions) {
  const parts = ["chat", "files", "study", "inbox"];
  const grown = parts.filter((part) => !state[part] || state[part].revision < revisions[part]);
  const read = await Promise.all(grown.map((part) => ask(part)));
  const taken = grown.filter((part, i) => take(part, read[i]));
  for (const part of taken) show[part]();
}

/** Hears of changes from now on. `showing` has a function for each part and for the connection. */
export function listen(showing) {
  show = showing;
  const events = new EventSource("changes");
  events.addEventListener("message", (event) => {
    follow(JSON.parse(event.data)).then(() => connect(true), () => connect(false));
  });
  events.addEventListener("error", () => connect(false));
}
