// The page of a link: opens Meta's dialog, hands what it says to the hub, and shows how far the hub
// is. Everything about Meta comes in data attributes, so that it is the same with the sandbox.

const page = document.getElementById('page');
const status = document.getElementById('status');
const trouble = document.getElementById('trouble');
const begin = document.getElementById('begin');
const words = document.getElementById('words').dataset;

const SDK_PATIENCE = 15_000;
// The message may come after the code, or never.
const MESSAGE_PATIENCE = 3_000;
const CLOSED_PATIENCE = 500;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;
const IDLE_PAUSE = 20_000;
const HAND_OVER_TRIES = 4;

let view = page.dataset.view;
let attempt = null;
let sdk = 'none';
let sdkTimer = 0;
let timer = 0;
let pause = FIRST_PAUSE;
let seen = '';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// What is to be seen

function show(next) {
  const changed = next !== view;
  view = next;
  page.dataset.view = next;
  for (const section of page.querySelectorAll('[data-for]')) {
    section.classList.toggle('gone', section.dataset.for !== next);
  }
  const acts = next === 'start' || next === 'failed';
  document.getElementById('act').classList.toggle('gone', !acts);
  for (const label of page.querySelectorAll('[data-for-button]')) {
    label.classList.toggle('gone', label.dataset.forButton !== next);
  }
  if (acts && sdk === 'none') {
    loadSdk();
  }
  if (changed) {
    // Who does not see the page finds itself where it goes on.
    page.querySelector(`[data-for="${next}"]`)?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }
}

function complain(text) {
  trouble.textContent = text;
  trouble.classList.toggle('gone', text === '');
}

function say(text) {
  if (status.textContent !== text) {
    status.textContent = text;
  }
}

// What the hub says

function render(state) {
  if (attempt && (state.state === 'open' || state.state === 'stuck')) {
    return;
  }
  if (state.whatsapp) {
    page.querySelector('[data-number]').textContent = `+${state.whatsapp}`;
  }
  if (state.state === 'finished') {
    say(words.finished);
    show('finished');
  } else if (state.state === 'working') {
    steps(state);
    show('working');
  } else if (state.problem) {
    page.querySelector('[data-reason]').textContent = state.problem.advice;
    say(`${words.failed}. ${state.problem.advice}`);
    show('failed');
  } else {
    show('start');
  }
}

function steps(state) {
  const rows = [...page.querySelectorAll('[data-covers]')];
  const covers = (row) => row.dataset.covers.split(' ').includes(state.step);
  // A number of another kind than was wished takes steps that have no row here.
  const shown = rows.findIndex((row) => row.dataset.stage === 'now');
  const now = Math.max(0, rows.some(covers) ? rows.findIndex(covers) : shown);
  rows.forEach((row, i) => {
    row.dataset.stage = i < now ? 'done' : i === now ? 'now' : 'later';
  });
  tell(rows);
  const waits = state.steps.some((step) => step.state === 'waiting');
  document.getElementById('waiting').classList.toggle('gone', !waits);
  say(`${rows[now].firstElementChild.textContent}: ${words.now}`);
}

// The same for who does not see the signs.
function tell(rows) {
  for (const row of rows) {
    row.querySelector('[data-said]').textContent = words[row.dataset.stage] ?? '';
  }
}

async function ask() {
  const answer = await fetch(page.dataset.state, { cache: 'no-store' });
  if (answer.status === 404) {
    // Withdrawn while the page was open: the page of such links says what to do.
    location.reload();
  }
  if (!answer.ok) {
    throw new Error(`state ${answer.status}`);
  }
  return answer.json();
}

async function look() {
  clearTimeout(timer);
  try {
    const state = await ask();
    const text = JSON.stringify(state);
    pause = text === seen ? Math.min(pause * 1.5, LONGEST_PAUSE) : FIRST_PAUSE;
    seen = text;
    render(state);
  } catch {
    pause = Math.min(pause * 1.5, LONGEST_PAUSE);
  }
  again();
}

function again() {
  clearTimeout(timer);
  if (view !== 'finished' && view !== 'unready') {
    timer = setTimeout(look, view === 'working' ? pause : IDLE_PAUSE);
  }
}

// Meta's script

function loadSdk() {
  sdk = 'loading';
  complain('');
  begin.disabled = true;
  const script = document.createElement('script');
  const failed = () => {
    if (sdk === 'loading') {
      sdk = 'failed';
      script.remove();
      complain(words.sdk);
      label(words.load);
    }
  };
  window.fbAsyncInit = () => {
    window.FB.init({ appId: page.dataset.app, version: page.dataset.version, xfbml: false });
    sdk = 'ready';
    complain('');
    label('');
  };
  script.src = page.dataset.sdk;
  script.async = true;
  script.addEventListener('error', failed);
  document.head.append(script);
  clearTimeout(sdkTimer);
  sdkTimer = setTimeout(failed, SDK_PATIENCE);
}

// What the button says when it is not its own text.
function label(text) {
  begin.disabled = false;
  let extra = begin.querySelector('[data-extra]');
  if (!extra) {
    extra = document.createElement('span');
    extra.dataset.extra = '';
    begin.append(extra);
  }
  extra.textContent = text;
  for (const own of begin.querySelectorAll('[data-for-button]')) {
    own.hidden = text !== '';
  }
}

// Meta's dialog

function open() {
  if (sdk !== 'ready') {
    loadSdk();
    return;
  }
  complain('');
  const mine = { session: null, heard: null };
  mine.message = new Promise((resolve) => (mine.heard = resolve));
  attempt = mine;
  say(words.dialog);
  show('dialog');
  const options = {
    config_id: page.dataset.config,
    response_type: 'code',
    override_default_response_type: true,
    extras: JSON.parse(page.dataset.extras),
  };
  // Meta's script refuses a callback that is an async function.
  window.FB.login((response) => void returned(mine, response), options);
}

function isMeta(origin) {
  const { origin: trusted } = page.dataset;
  if (origin === trusted) {
    return true;
  }
  return trusted === 'https://facebook.com' && /^https:\/\/[a-z0-9.-]+\.facebook\.com$/.test(origin);
}

window.addEventListener('message', (event) => {
  if (!attempt || !isMeta(event.origin)) {
    return;
  }
  try {
    const message = typeof event.data === 'string' ? JSON.parse(event.data) : event.data;
    if (message?.type === 'WA_EMBEDDED_SIGNUP') {
      attempt.session = message;
      attempt.heard();
    }
  } catch {
    // Meta's script has messages of its own.
  }
});

async function returned(mine, response) {
  const code = response?.authResponse?.code;
  if (!mine.session) {
    await Promise.race([mine.message, wait(code ? MESSAGE_PATIENCE : CLOSED_PATIENCE)]);
  }
  if (attempt !== mine && !code) {
    // The dialog was opened once more; this is only the end of the first one.
    return;
  }
  attempt = null;
  await handOver(code ? { code, session: mine.session } : { session: mine.session });
}

async function handOver(body) {
  for (let turn = 0; turn < HAND_OVER_TRIES; turn++) {
    try {
      const answer = await fetch(page.dataset.signIn, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (answer.ok) {
        render(await answer.json());
        pause = FIRST_PAUSE;
        again();
        return;
      }
      if (answer.status < 500) {
        // Somebody else was faster, or the link is over: what the hub says now is right.
        break;
      }
    } catch {
      // The network: the same code once more does no harm.
    }
    await wait(1_000 * (turn + 1));
  }
  await settle();
}

async function settle() {
  try {
    render(await ask());
  } catch {
    show('start');
    complain(words.hub);
  }
  again();
}

// The page itself

for (const button of page.querySelectorAll('[data-begin]')) {
  button.addEventListener('click', open);
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !attempt && view !== 'unready') {
    look();
  }
});

// Back to a page that the browser had kept.
window.addEventListener('pageshow', (event) => {
  if (event.persisted && view !== 'unready') {
    attempt = null;
    look();
  }
});

const logo = document.getElementById('logo');
const spell = () => {
  const name = document.createElement('bdi');
  name.textContent = logo.alt;
  logo.replaceWith(name);
};
if (logo?.complete && logo.naturalWidth === 0) {
  spell();
}
logo?.addEventListener('error', spell);

tell([...page.querySelectorAll('[data-covers]')]);
if (view === 'start' || view === 'failed') {
  loadSdk();
}
if (view === 'working') {
  look();
} else {
  again();
}
