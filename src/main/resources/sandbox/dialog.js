// Stands in for Meta's dialog: does in the sandbox what the client would do at Meta, and posts to
// the page that opened it what Meta's dialog and Meta's script would.

const SLOW = 4_000;
const LATE = 700;

const query = new URLSearchParams(location.search);
const form = document.getElementById('form');
const problem = document.getElementById('problem');
const go = document.getElementById('go');
const extras = JSON.parse(query.get('extras') || '{}');
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

form.business.value = extras.setup?.business?.name || 'Olive Tree Bakery Ltd';
if (extras.featureType === 'whatsapp_business_app_onboarding') {
  form.ending.value = 'coexistence';
}

form.addEventListener('change', () => {
  for (const field of form.querySelectorAll('[data-only]')) {
    field.hidden = field.dataset.only !== form.ending.value;
  }
});

function wanted() {
  const ending = form.ending.value;
  const body = {
    business_name: form.business.value,
    display_name: extras.setup?.phone?.displayName ?? '',
    whatsapp: form.whatsapp.value,
    pre_verified_id: extras.setup?.preVerifiedPhone?.ids?.[0] ?? '',
    ending: ending === 'coexistence' ? 'finish' : ending,
  };
  body.coexistence = ending === 'coexistence';
  body.unverified = form.unverified.checked;
  body.silent = form.silent.checked;
  return body;
}

async function signUp() {
  const answer = await fetch('/sandbox/signup', { method: 'POST', body: JSON.stringify(wanted()) });
  const json = await answer.json();
  if (!answer.ok) {
    throw new Error(json.error);
  }
  return json;
}

function tell(message) {
  window.opener?.postMessage(message, query.get('page'));
}

function session(text) {
  const message = JSON.parse(text);
  if (message.event === 'CANCEL') {
    message.data.current_step = form.step.value;
  }
  // Meta posts text, too.
  return JSON.stringify(message);
}

async function play() {
  if (form.slow.checked) {
    await wait(SLOW);
  }
  const done = await signUp();
  const message = session(done.session);
  if (!form.lost.checked && !form.late.checked) {
    tell(message);
  }
  if (done.code) {
    tell({ sandbox: 'login', code: done.code });
  }
  if (form.late.checked && !form.lost.checked) {
    await wait(LATE);
    tell(message);
  }
  window.close();
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  go.disabled = true;
  problem.hidden = true;
  try {
    await play();
  } catch (e) {
    problem.textContent = e.message;
    problem.hidden = false;
    go.disabled = false;
  }
});

document.getElementById('close').addEventListener('click', () => window.close());
