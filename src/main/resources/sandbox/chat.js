// Stands in for a customer's phone: shows a conversation of the sandbox and writes in it. Whatever
// others wrote is shown as text, never as markup.

const POLL = 1_500;

const number = document.getElementById('number');
const customer = document.getElementById('customer');
const messages = document.getElementById('messages');
const none = document.getElementById('none');
const form = document.getElementById('form');
const problem = document.getElementById('problem');
const send = document.getElementById('send');

let shown = '';

async function call(path, body) {
  const answer = await fetch(path, body && { method: 'POST', body: JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) {
    throw new Error(json.error);
  }
  return json;
}

function tell(sentence) {
  problem.textContent = sentence;
  problem.hidden = sentence === '';
}

// A message in words.
function words(message) {
  const { type } = message;
  const block = message[type] ?? {};
  switch (type) {
    case 'text':
      return block.body;
    case 'interactive':
      return block.button_reply?.title ?? block.list_reply?.title ?? block.body?.text ?? type;
    case 'template':
      return `Template ${block.name}\n${parameters(block).join(', ')}`.trim();
    case 'location':
      return `Location ${block.latitude}, ${block.longitude}`;
    case 'button':
      return block.text;
    case 'reaction':
      return `Reaction ${block.emoji}`;
    default:
      return [type, block.caption, block.link].filter(Boolean).join('\n');
  }
}

function parameters(template) {
  return (template.components ?? [])
    .flatMap((component) => component.parameters ?? [])
    .map((parameter) => parameter.text ?? parameter.payload ?? parameter.type);
}

// What the customer can press under a message of the business.
function choices(message) {
  const action = message.interactive?.action ?? {};
  const buttons = (action.buttons ?? [])
    .filter((button) => button.type === 'reply')
    .map((button) => ({ type: 'button_reply', button_reply: button.reply }));
  const rows = (action.sections ?? [])
    .flatMap((section) => section.rows ?? [])
    .map((row) => ({ type: 'list_reply', list_reply: row }));
  return [...buttons, ...rows];
}

function press(wamid, interactive) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = interactive[interactive.type].title;
  button.addEventListener('click', () =>
    write({ type: 'interactive', context: { id: wamid }, interactive }),
  );
  return button;
}

function row({ by, wamid, message }) {
  const item = document.createElement('li');
  item.dataset.by = by;
  const who = document.createElement('small');
  who.textContent = by === 'customer' ? 'Customer' : 'Business';
  item.append(who, words(message));
  if (by === 'business') {
    item.append(...choices(message).map((choice) => press(wamid, choice)));
  }
  return item;
}

async function show() {
  if (!number.value || !customer.value || !customer.checkValidity()) {
    return;
  }
  const query = new URLSearchParams({ phone_number_id: number.value, customer: customer.value });
  const { messages: list } = await call(`conversation?${query}`);
  const now = JSON.stringify([number.value, customer.value, list]);
  if (now !== shown) {
    shown = now;
    messages.replaceChildren(...list.map(row));
    none.hidden = list.length > 0;
  }
}

async function write(message) {
  send.disabled = true;
  tell('');
  try {
    if (!customer.checkValidity() || !customer.value) {
      throw new Error('The customer’s number has to be 7 to 15 digits.');
    }
    await call('messages', {
      whatsapp: number.selectedOptions[0]?.dataset.whatsapp ?? '',
      phone_number_id: number.value,
      from: customer.value,
      message,
    });
    form.text.value = '';
    await show();
  } catch (e) {
    tell(e.message);
  }
  send.disabled = false;
}

function typed() {
  const text = form.text.value;
  switch (form.kind.value) {
    case 'image':
      // The sandbox has no media: the id leads nowhere.
      return {
        type: 'image',
        image: { id: '100200300400500', mime_type: 'image/jpeg', sha256: '', caption: text },
      };
    case 'location':
      return {
        type: 'location',
        location: {
          latitude: form.latitude.valueAsNumber,
          longitude: form.longitude.valueAsNumber,
        },
      };
    case 'button':
      return { type: 'button', button: { text, payload: text } };
    default:
      return { type: 'text', text: { body: text } };
  }
}

form.kind.addEventListener('change', () => {
  for (const field of form.querySelectorAll('[data-only]')) {
    field.hidden = !field.dataset.only.split(' ').includes(form.kind.value);
  }
});

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const needsText = form.kind.value === 'text' || form.kind.value === 'button';
  if (needsText && !form.text.value.trim()) {
    tell('There is nothing to send.');
    return;
  }
  await write(typed());
});

async function numbers() {
  const { numbers: list } = await call('numbers');
  const known = [...number.options].map((option) => option.value).join();
  if (list.map((one) => one.phone_number_id).join() === known) {
    return;
  }
  const chosen = number.value;
  number.replaceChildren(
    ...list.map((one) => {
      const option = new Option(`${one.whatsapp} ${one.name}`, one.phone_number_id);
      option.dataset.whatsapp = one.whatsapp;
      option.selected = one.phone_number_id === chosen;
      return option;
    }),
  );
}

async function refresh() {
  try {
    await numbers();
    await show();
  } catch (e) {
    tell(e.message);
  }
  setTimeout(refresh, POLL);
}

number.addEventListener('change', show);
customer.addEventListener('change', show);
refresh();
